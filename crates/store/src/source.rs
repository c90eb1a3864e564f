//! Where rows are read: on a reader's connection, or inside a change under way.

use crate::{Connection, Reader, Snapshot, Tx};

/// Something that rows can be read from: a [`Reader`], a [`Snapshot`] whose answers belong
/// together, or a [`Tx`] that must see what it has written.
pub trait Source: sealed::Sealed {}

impl Source for Reader {}
impl Source for Snapshot {}
impl Source for Tx {}

impl sealed::Sealed for Reader {
    fn rows(&mut self) -> &mut Connection {
        self.connection()
    }
}

impl sealed::Sealed for Snapshot {
    fn rows(&mut self) -> &mut Connection {
        self.connection()
    }
}

impl sealed::Sealed for Tx {
    fn rows(&mut self) -> &mut Connection {
        self.connection()
    }
}

mod sealed {
    use crate::Connection;

    /// Only this crate may open the door to SQL.
    pub trait Sealed: Send {
        /// The connection.
        fn rows(&mut self) -> &mut Connection;
    }
}
