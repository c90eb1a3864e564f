//! Handlers with what their types say of them: what serves a route describes it, so that the
//! description names every parameter, body and answer that a handler names.

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::MethodRouter;

use super::parts::{Answered, Asked};
use super::writer::Writer;
use crate::state::AppState;

/// A handler, and how its parameters, its body and its answer look.
pub(in crate::routes) struct Handled {
    pub(in crate::routes) router: MethodRouter<AppState>,
    pub(super) describe: fn(&mut Writer),
}

impl Handled {
    /// The same with another limit of its body.
    pub(in crate::routes) fn layer(self, limit: DefaultBodyLimit) -> Self {
        Self { router: self.router.layer(limit), describe: self.describe }
    }
}

macro_rules! methods {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        pub(in crate::routes) fn $name<H, T, I, O>(handler: H) -> Handled
        where
            H: Handler<T, AppState> + Described<I, O>,
            T: 'static,
        {
            let describe = <H as Described<I, O>>::describe;
            Handled { router: axum::routing::$name(handler), describe }
        }
    )*};
}

methods! {
    /// Serves GET.
    get;
    /// Serves POST.
    post;
    /// Serves PUT.
    put;
    /// Serves PATCH.
    patch;
    /// Serves DELETE.
    delete;
}

/// A function that asks for `I`, a tuple of its arguments, and answers with `O`.
pub(in crate::routes) trait Described<I, O> {
    /// Writes down what it asks for and what it answers.
    fn describe(writer: &mut Writer);
}

macro_rules! described {
    ($($argument:ident)*) => {
        impl<F, Fut, O, $($argument,)*> Described<($($argument,)*), O> for F
        where
            F: FnOnce($($argument,)*) -> Fut,
            Fut: Future<Output = O>,
            O: Answered,
            $($argument: Asked,)*
        {
            fn describe(writer: &mut Writer) {
                $($argument::ask(writer);)*
                O::answer(writer);
            }
        }
    };
}

described! {}
described! { A }
described! { A B }
described! { A B C }
described! { A B C D }
described! { A B C D E }
described! { A B C D E G }
