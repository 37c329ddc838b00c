//! The tree over the records, as RFC 6962 has it: pure arithmetic on hashes. Whoever holds whole subtrees makes roots and proofs
//! here; whoever holds a proof checks it here. No database, no clock, no keys.

use sha2::{Digest, Sha256};

/// SHA-256.
pub type Hash = [u8; 32];

fn hash_of(parts: &[&[u8]]) -> Hash {
    let mut sha = Sha256::new();
    for part in parts {
        sha.update(part);
    }
    let mut hash = [0u8; 32];
    hash.copy_from_slice(&sha.finalize());
    hash
}

/// The plain hash of some bytes.
pub fn digest(bytes: &[u8]) -> Hash {
    hash_of(&[bytes])
}

/// The hash of a leaf.
pub fn leaf_hash(body: &[u8]) -> Hash {
    hash_of(&[&[0], body])
}

/// The hash of two subtrees beside each other.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    hash_of(&[&[1], left, right])
}

/// The root of a tree without leaves.
pub fn empty_root() -> Hash {
    hash_of(&[])
}

/// Thirty-two bytes as a hash, if they are as many.
pub fn hash_from(bytes: &[u8]) -> Option<Hash> {
    bytes.try_into().ok()
}

/// Somebody who knows the hashes of whole subtrees.
pub trait Nodes {
    /// Why one could not be told.
    type No;

    /// The hash over the leaves from `index << level` up to `(index + 1) << level`, which are all there.
    fn node(&mut self, level: u32, index: u64) -> Result<Hash, Self::No>;
}

/// Leaves in memory, for small trees.
#[derive(Debug, Clone, Default)]
pub struct Leaves(pub Vec<Hash>);

impl Nodes for Leaves {
    type No = Missing;

    fn node(&mut self, level: u32, index: u64) -> Result<Hash, Missing> {
        if level == 0 {
            let at = usize::try_from(index).map_err(|_| Missing)?;
            return self.0.get(at).copied().ok_or(Missing);
        }
        let (left, right) = (self.node(level - 1, index * 2)?, self.node(level - 1, index * 2 + 1)?);
        Ok(node_hash(&left, &right))
    }
}

/// A leaf that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing;

/// The greatest power of two below a width of at least two.
fn split(width: u64) -> u64 {
    1 << (63 - (width.saturating_sub(1) | 1).leading_zeros())
}

/// The hash over the leaves from `begin` up to `end`, a range that RFC 6962 cuts a tree into.
fn over<N: Nodes>(nodes: &mut N, begin: u64, end: u64) -> Result<Hash, N::No> {
    let width = end.saturating_sub(begin);
    if width.is_power_of_two() {
        let level = width.trailing_zeros();
        return nodes.node(level, begin >> level);
    }
    let middle = begin + split(width);
    let (left, right) = (over(nodes, begin, middle)?, over(nodes, middle, end)?);
    Ok(node_hash(&left, &right))
}

/// The root over the first leaves.
pub fn root<N: Nodes>(nodes: &mut N, size: u64) -> Result<Hash, N::No> {
    if size == 0 { Ok(empty_root()) } else { over(nodes, 0, size) }
}

/// The proof that a leaf stands at its index in a tree of a size; empty where there is no such leaf.
pub fn inclusion_proof<N: Nodes>(nodes: &mut N, index: u64, size: u64) -> Result<Vec<Hash>, N::No> {
    let (mut begin, mut end, mut proof) = (0, size, Vec::new());
    while index < size && end - begin > 1 {
        let middle = begin + split(end - begin);
        if index < middle {
            proof.push(over(nodes, middle, end)?);
            end = middle;
        } else {
            proof.push(over(nodes, begin, middle)?);
            begin = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The proof that a tree of a size begins with the tree of an older one; empty where nothing is to be proved.
pub fn consistency_proof<N: Nodes>(nodes: &mut N, old: u64, new: u64) -> Result<Vec<Hash>, N::No> {
    let (mut begin, mut end, mut proof) = (0, new, Vec::new());
    if old == 0 || old >= new {
        return Ok(proof);
    }
    while old != end {
        let middle = begin + split(end - begin);
        if old <= middle {
            proof.push(over(nodes, middle, end)?);
            end = middle;
        } else {
            proof.push(over(nodes, begin, middle)?);
            begin = middle;
        }
    }
    // The old root itself is known to whoever checks; only a part of it must be told.
    if begin != 0 {
        proof.push(over(nodes, begin, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Whether a leaf stands at its index in the tree of this size and root.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for beside in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(beside, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether the tree of the new size and root begins with the tree of the old ones.
pub fn verify_consistency(old: u64, new: u64, proof: &[Hash], old_root: &Hash, new_root: &Hash) -> bool {
    if old > new {
        return false;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == empty_root() && (new > 0 || new_root == old_root);
    }
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    let whole = old.is_power_of_two().then_some(*old_root);
    let mut path = whole.iter().chain(proof);
    let Some(first) = path.next() else { return false };
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut older, mut newer) = (*first, *first);
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            older = node_hash(beside, &older);
            newer = node_hash(beside, &newer);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            newer = node_hash(&newer, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && older == *old_root && newer == *new_root
}

/// The right edge of a tree that grows leaf by leaf: as many hashes as its size has ones in binary.
#[derive(Debug, Clone, Default)]
pub struct Frontier {
    size: u64,
    peaks: Vec<(u32, Hash)>,
}

impl Frontier {
    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; `whole` is told the level, index and hash of each subtree that it completes.
    pub fn push(&mut self, leaf: Hash, mut whole: impl FnMut(u32, u64, &Hash)) {
        let (mut level, mut hash) = (0, leaf);
        self.size += 1;
        while let Some((_, left)) = self.peaks.pop_if(|(known, _)| *known == level) {
            hash = node_hash(&left, &hash);
            level += 1;
            whole(level, (self.size >> level) - 1, &hash);
        }
        self.peaks.push((level, hash));
    }

    /// The root over all that was added.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = peaks.next() else { return empty_root() };
        peaks.fold(last, |right, left| node_hash(&left, &right))
    }
}

#[cfg(test)]
#[path = "merkle_tests.rs"]
mod tests;
