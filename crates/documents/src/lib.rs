//! From facts to bytes: receipts, invoices, statements; pure.
