//! push_facts.
