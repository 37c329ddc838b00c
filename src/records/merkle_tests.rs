//! The tree against the vectors of Certificate Transparency, against itself, and against every changed bit.

use proptest::prelude::*;

use super::*;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

/// The eight leaves of the reference implementation's tests.
fn eight() -> Leaves {
    let bodies = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    Leaves(bodies.iter().map(|body| leaf_hash(&unhex(body))).collect())
}

#[test]
fn the_known_roots_are_found() {
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let (mut leaves, mut frontier) = (eight(), Frontier::default());
    for (size, expected) in roots.iter().enumerate() {
        assert_eq!(hex(&root(&mut leaves, size as u64).unwrap()), *expected, "{size}");
        assert_eq!(hex(&frontier.root()), *expected, "{size}");
        if let Some(leaf) = leaves.0.get(size) {
            frontier.push(*leaf, |_, _, _| {});
        }
    }
}

#[test]
fn the_known_proofs_are_found() {
    let told = |proof: Vec<Hash>| proof.iter().map(|hash| hex(hash)).collect::<Vec<_>>();
    let mut leaves = eight();
    assert_eq!(
        told(inclusion_proof(&mut leaves, 0, 8).unwrap()),
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
    assert_eq!(
        told(consistency_proof(&mut leaves, 6, 8).unwrap()),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    assert!(consistency_proof(&mut leaves, 1, 1).unwrap().is_empty());
}

#[test]
fn whole_subtrees_are_told_once_each() {
    let (mut leaves, mut frontier, mut told) = (eight(), Frontier::default(), Vec::new());
    for leaf in leaves.0.clone() {
        frontier.push(leaf, |level, index, hash| told.push((level, index, *hash)));
    }
    assert_eq!(
        told.iter().map(|(level, index, _)| (*level, *index)).collect::<Vec<_>>(),
        [(1, 0), (1, 1), (2, 0), (1, 2), (1, 3), (2, 1), (3, 0)]
    );
    for (level, index, hash) in told {
        assert_eq!(leaves.node(level, index).unwrap(), hash);
    }
}

fn leaves(count: usize) -> Leaves {
    Leaves((0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect())
}

fn flipped(hash: &Hash, bit: usize) -> Hash {
    let mut other = *hash;
    other[bit / 8 % 32] ^= 1 << (bit % 8);
    other
}

proptest! {
    #[test]
    fn proofs_of_any_size_hold_and_no_changed_bit_does(size in 1usize..300, index in any::<prop::sample::Index>(), bit in 0usize..256) {
        let (mut leaves, index) = (leaves(size), index.index(size));
        let (all, at) = (size as u64, index as u64);
        let top = root(&mut leaves, all).unwrap();
        let proof = inclusion_proof(&mut leaves, at, all).unwrap();
        let leaf = leaves.0[index];
        prop_assert!(verify_inclusion(&leaf, at, all, &proof, &top));
        prop_assert!(!verify_inclusion(&flipped(&leaf, bit), at, all, &proof, &top));
        prop_assert!(!verify_inclusion(&leaf, at, all, &proof, &flipped(&top, bit)));
        prop_assert!(!verify_inclusion(&leaf, all, all, &proof, &top));
        for place in 0..proof.len() {
            let mut other = proof.clone();
            other[place] = flipped(&other[place], bit);
            prop_assert!(!verify_inclusion(&leaf, at, all, &other, &top));
        }
        if size > 1 {
            prop_assert!(!verify_inclusion(&leaf, (at + 1) % all, all, &proof, &top));
            prop_assert!(!verify_inclusion(&leaf, at, all, &proof[..proof.len() - 1], &top));
        }
    }

    #[test]
    fn a_tree_begins_with_each_older_one_and_with_no_other(old in 1usize..300, more in 0usize..300, bit in 0usize..256) {
        let mut leaves = leaves(old + more);
        let (old, new) = (old as u64, (old + more) as u64);
        let (before, after) = (root(&mut leaves, old).unwrap(), root(&mut leaves, new).unwrap());
        let proof = consistency_proof(&mut leaves, old, new).unwrap();
        prop_assert!(verify_consistency(old, new, &proof, &before, &after));
        prop_assert!(!verify_consistency(old, new, &proof, &flipped(&before, bit), &after));
        prop_assert!(!verify_consistency(old, new, &proof, &before, &flipped(&after, bit)));
        for place in 0..proof.len() {
            let mut other = proof.clone();
            other[place] = flipped(&other[place], bit);
            prop_assert!(!verify_consistency(old, new, &other, &before, &after));
        }
        if more > 0 {
            prop_assert!(!verify_consistency(old, new, &[], &before, &after) );
            prop_assert!(!verify_consistency(new, old, &proof, &after, &before));
        }
        let mut frontier = Frontier::default();
        leaves.0.iter().for_each(|leaf| frontier.push(*leaf, |_, _, _| {}));
        prop_assert_eq!(frontier.root(), after);
    }
}
