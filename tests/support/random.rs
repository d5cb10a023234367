//! Numbers that look random, the same for the same seed.

/// xorshift64*
pub struct Random(pub u64);

impl Random {
    /// One of the numbers from 0 to `n`, `n` left out; 0 of none.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n.max(1)
    }
}
