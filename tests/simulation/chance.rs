//! The one source of chance of a run: what is not drawn here does not happen by chance.

use std::sync::Mutex;

use mojo_domain::{Entropy, SeededEntropy};

/// Draws from a seed.
#[derive(Debug)]
pub struct Chance(SeededEntropy);

impl Chance {
    /// Draws that begin at `seed`; `stream` tells apart several sources of one run.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mixed =
            seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ stream.wrapping_mul(0xd134_2543_de82_ef95);
        Self(SeededEntropy::new(mixed))
    }

    /// A source of its own for the `number`-th life of a machine: what a program drew while its
    /// power was going has no part in what comes after.
    pub fn of_life(seed: u64, stream: u64, number: u32) -> Self {
        Self::new(seed, stream + (u64::from(number) << 32))
    }

    /// 64 bits.
    pub fn word(&self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// A number below `bound`; zero for a bound of zero.
    pub fn below(&self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { self.word() % bound }
    }

    /// A number below `bound`, to index with.
    pub fn index(&self, bound: usize) -> usize {
        usize::try_from(self.below(bound as u64)).unwrap_or(0)
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        let width = u64::try_from(to - from + 1).unwrap_or(1);
        from + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn percent(&self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of them; `None` of nothing.
    pub fn one<'a, T>(&self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.index(all.len()))
    }
}

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

/// A hash over all that happened, in order (FNV-1a): two runs with one hash were the same run.
#[derive(Debug)]
pub struct Fingerprint(Mutex<u64>);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(Mutex::new(0xcbf2_9ce4_8422_2325))
    }
}

impl Fingerprint {
    /// Takes a line in.
    pub fn add(&self, line: &str) {
        let mut state = self.0.lock().unwrap();
        for byte in line.bytes().chain([b'\n']) {
            *state = (*state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// The hash so far.
    pub fn value(&self) -> u64 {
        *self.0.lock().unwrap()
    }
}
