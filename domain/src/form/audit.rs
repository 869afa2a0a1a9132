//! What follows from several sums together.

/// Arithmetic is done modulo this prime: exact, and without fractions. A number that follows over the rationals and not over its
/// field would need a minor of a matrix of ones and minus ones that the prime divides.
const PRIME: u64 = 2_147_483_647;

/// A sum as the attacker sees it. What is told stands on the other side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Equation {
    /// Withheld numbers by position, and whether they are added.
    pub terms: Vec<(usize, bool)>,
    /// What they come to; `None` where the sum is known to be known, and its number is not ours.
    pub rest: Option<i64>,
}

/// Positions of the withheld numbers that the equations settle, ascending: those alone in a row of the reduced system.
///
/// # Source
/// Hundepool et al., *Statistical Disclosure Control* (2012), chapter 5.5: a cell is exactly disclosed where its unit vector lies in
/// the row space of the table's relations.
pub(super) fn settled(equations: &[Equation], unknowns: usize) -> Vec<usize> {
    let mut rows: Vec<Vec<u64>> = equations
        .iter()
        .map(|equation| dense(equation, unknowns))
        .collect();
    let mut rank = 0;
    for column in 0..unknowns {
        let Some(found) = (rank..rows.len()).find(|&row| rows[row][column] != 0) else {
            continue;
        };
        rows.swap(rank, found);
        clear(&mut rows, rank, column);
        rank += 1;
    }
    let alone = rows[..rank].iter().filter_map(|row| {
        let mut held = (0..unknowns).filter(|&column| row[column] != 0);
        held.next().filter(|_| held.next().is_none())
    });
    alone.collect()
}

fn dense(equation: &Equation, unknowns: usize) -> Vec<u64> {
    let mut row = vec![0; unknowns];
    for &(position, is_added) in &equation.terms {
        row[position] = if is_added { 1 } else { PRIME - 1 };
    }
    row
}

/// Makes the pivot one and every other entry of its column zero.
fn clear(rows: &mut [Vec<u64>], pivot: usize, column: usize) {
    let scale = inverse(rows[pivot][column]);
    for entry in &mut rows[pivot] {
        *entry = *entry * scale % PRIME;
    }
    let pivot_row = rows[pivot].clone();
    for (index, row) in rows.iter_mut().enumerate() {
        let factor = row[column];
        if index == pivot || factor == 0 {
            continue;
        }
        for (entry, known) in row.iter_mut().zip(&pivot_row) {
            *entry = (*entry + (PRIME - factor) * known) % PRIME;
        }
    }
}

/// By Fermat's little theorem.
fn inverse(number: u64) -> u64 {
    let (mut power, mut left, mut found) = (number, PRIME - 2, 1);
    while left > 0 {
        if left & 1 == 1 {
            found = found * power % PRIME;
        }
        power = power * power % PRIME;
        left >>= 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_settled_by_itself_by_others_and_not_by_a_circle() {
        let signed = |terms: Vec<(usize, bool)>| Equation { terms, rest: None };
        let sum = |positions: &[usize]| signed(positions.iter().map(|&at| (at, true)).collect());
        assert_eq!(settled(&[sum(&[1])], 3), [1]);
        assert_eq!(settled(&[sum(&[0, 1]), sum(&[1])], 3), [0, 1]);
        // Two rows and two columns of two: nothing follows, until one more number is known.
        let circle = [sum(&[0, 1]), sum(&[2, 3]), sum(&[0, 2]), sum(&[1, 3])];
        assert!(settled(&circle, 4).is_empty());
        let known = [&circle[..], &[sum(&[3])]].concat();
        assert_eq!(settled(&known, 4), [0, 1, 2, 3]);
        // An odd circle settles all, and so does a difference.
        assert_eq!(
            settled(&[sum(&[0, 1]), sum(&[1, 2]), sum(&[0, 2])], 3),
            [0, 1, 2]
        );
        assert_eq!(
            settled(&[signed(vec![(0, true), (1, false)]), sum(&[0, 1])], 2),
            [0, 1]
        );
    }

    #[test]
    fn every_number_has_its_inverse() {
        for number in [1, 2, 3, 1_000_003, PRIME - 1] {
            assert_eq!(number * inverse(number) % PRIME, 1);
        }
    }
}
