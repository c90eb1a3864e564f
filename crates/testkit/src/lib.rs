//! Builders, a fixed clock and seeded chance for tests.
