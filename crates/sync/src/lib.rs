//! The sync engine as a pure state machine: inputs in, actions out.
