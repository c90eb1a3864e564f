//! The journeys.

