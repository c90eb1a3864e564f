// Generated from Rust: `cargo xtask bindings`.

export * from './commands';
export type * from './views';
