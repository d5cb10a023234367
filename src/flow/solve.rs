//! The dataflow: which bits may be, and which must be, set at each point.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::graph::{BitId, BlockId, Graph, Held, Operation, Point, Slot};

/// A set of bits. Most contexts have fewer than 64.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn empty(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    fn get(&self, bit: BitId) -> bool {
        self.0[bit.index() / 64] >> (bit.index() % 64) & 1 == 1
    }

    fn put(&mut self, bit: BitId, value: bool) {
        let mask = 1 << (bit.index() % 64);
        if value {
            self.0[bit.index() / 64] |= mask;
        } else {
            self.0[bit.index() / 64] &= !mask;
        }
    }

    fn union(&mut self, other: &Bits) -> bool {
        let mut changed = false;
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            changed |= *mine | theirs != *mine;
            *mine |= theirs;
        }
        changed
    }

    fn intersect(&mut self, other: &Bits) -> bool {
        let mut changed = false;
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            changed |= *mine & theirs != *mine;
            *mine &= theirs;
        }
        changed
    }
}

/// What is known at the entry of a block: bits that are set on some path, and on every path.
#[derive(Debug, Clone)]
struct State {
    may: Bits,
    must: Bits,
}

impl State {
    fn join(&mut self, other: &State) -> bool {
        // Both must run.
        let may = self.may.union(&other.may);
        let must = self.must.intersect(&other.must);
        may || must
    }

    fn apply(&mut self, operation: &Operation) {
        match operation {
            Operation::Set(bits) => self.put_all(bits, true),
            Operation::Clear(bits) => self.put_all(bits, false),
            Operation::SetPerhaps(bits) => {
                for bit in bits {
                    self.may.put(*bit, true);
                }
            }
            Operation::Doubt(bits) => {
                for bit in bits {
                    self.may.put(*bit, self.must.get(*bit));
                }
            }
            Operation::Copy(pairs) => {
                for (from, to) in pairs {
                    self.may.put(*to, self.may.get(*to) || self.may.get(*from));
                }
            }
            Operation::Flow(pairs) => {
                let values: Vec<_> =
                    pairs.iter().map(|(from, _)| (self.may.get(*from), self.must.get(*from))).collect();
                for (from, _) in pairs {
                    self.may.put(*from, false);
                    self.must.put(*from, false);
                }
                for ((_, to), (may, must)) in pairs.iter().zip(values) {
                    self.may.put(*to, self.may.get(*to) || may);
                    self.must.put(*to, self.must.get(*to) || must);
                }
            }
            Operation::Point(_) => {}
        }
    }

    fn put_all(&mut self, bits: &[BitId], value: bool) {
        for bit in bits {
            self.may.put(*bit, value);
            self.must.put(*bit, value);
        }
    }
}

/// The bits that may be set at the end of some of these blocks; none when no end is reached.
pub(super) fn at_ends(graph: &Graph, ends: &[BlockId]) -> Option<FxHashSet<BitId>> {
    let entries = entries(graph);
    let mut found = None;
    for end in ends {
        let Some(mut state) = entries[end.index()].clone() else { continue };
        let found: &mut FxHashSet<BitId> = found.get_or_insert_default();
        for operation in &graph.blocks[end.index()].operations {
            state.apply(operation);
        }
        let bits = (0..graph.bits.len() as u32).map(BitId);
        found.extend(bits.filter(|bit| state.may.get(*bit)));
    }
    found
}

/// Functions in which more guards are alive at more waits, all counted, are not analysed: nobody writes them.
const MOST_HELD: usize = 300_000;
/// Nor those that would need more memory than this, in words.
const MOST_WORDS: usize = 1 << 25;

/// Too much of everything.
#[derive(Debug)]
pub(super) struct TooLarge;

/// Fills in what each point holds.
pub(super) fn solve(graph: &Graph, slots: &[Slot], points: &mut [Point]) -> Result<(), TooLarge> {
    if graph.bits.len().div_ceil(64) * 2 * graph.blocks.len() > MOST_WORDS {
        return Err(TooLarge);
    }
    let mut all_held = 0;
    for (block, entry) in graph.blocks.iter().zip(entries(graph)) {
        let Some(mut state) = entry else { continue };
        for operation in &block.operations {
            if let Operation::Point(id) = operation {
                let point = &mut points[id.index()];
                point.reachable = true;
                for (index, (slot, component)) in graph.bits.iter().enumerate() {
                    let bit = BitId(index as u32);
                    // the bits of a slot follow one another
                    if state.may.get(bit) && point.held.last().is_none_or(|held| held.slot != *slot) {
                        point.held.push(Held {
                            slot: *slot,
                            guard: slots[slot.index()].components[*component].guard.clone(),
                            always: state.must.get(bit),
                        });
                    }
                }
                all_held += point.held.len();
                if all_held > MOST_HELD {
                    return Err(TooLarge);
                }
            }
            state.apply(operation);
        }
    }
    Ok(())
}

fn entries(graph: &Graph) -> Vec<Option<State>> {
    let mut entries: Vec<Option<State>> = vec![None; graph.blocks.len()];
    let nothing = || Bits::empty(graph.bits.len());
    if graph.blocks.is_empty() {
        return entries;
    }
    entries[0] = Some(State { may: nothing(), must: nothing() });
    // Blocks in order: each is looked at when all ways to it are, loops aside; in any other order branches that follow
    // one another are looked at again and again.
    let order = reverse_postorder(graph);
    let mut rank = vec![usize::MAX; graph.blocks.len()];
    order.iter().enumerate().for_each(|(index, block)| rank[block.index()] = index);
    let mut work = BTreeSet::from([0]);
    while let Some(index) = work.pop_first() {
        let block = order[index];
        let Some(mut state) = entries[block.index()].clone() else { continue };
        let block = &graph.blocks[block.index()];
        for operation in &block.operations {
            state.apply(operation);
        }
        for successor in &block.successors {
            let changed = match &mut entries[successor.index()] {
                Some(entry) => entry.join(&state),
                entry @ None => {
                    *entry = Some(state.clone());
                    true
                }
            };
            if changed {
                work.insert(rank[successor.index()]);
            }
        }
    }
    entries
}

/// The blocks that the first one leads to, each before those that it leads to, loops aside.
fn reverse_postorder(graph: &Graph) -> Vec<BlockId> {
    let mut seen = vec![false; graph.blocks.len()];
    let mut order = Vec::new();
    // each with the number of successors that are done
    let mut path = vec![(BlockId(0), 0)];
    seen[0] = true;
    while let Some((block, done)) = path.last_mut() {
        match graph.blocks[block.index()].successors.get(*done).copied() {
            Some(next) => {
                *done += 1;
                if !std::mem::replace(&mut seen[next.index()], true) {
                    path.push((next, 0));
                }
            }
            None => {
                order.push(*block);
                path.pop();
            }
        }
    }
    order.reverse();
    order
}
