//! Independent work on several threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Most jobs at a time: each holds the states and rows of a whole nation, about half a gigabyte.
pub const MOST_AT_ONCE: usize = 4;

/// Does `work` on every item, on as many threads as rayon has but at most [`MOST_AT_ONCE`], and gives the results in the order of
/// the items. Whatever `work` itself spreads over rayon's threads stays there: a thread that waits for it takes no other item, so
/// that no more items are in memory than threads work on them.
///
/// # Errors
/// The error of the first item, in their order, among those that failed; after an error no further item is begun.
pub fn side_by_side<T: Sync, R: Send, E: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<Result<R, E>>>> = Mutex::new(items.iter().map(|_| None).collect());
    let take_turns = || {
        loop {
            let turn = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(turn) else {
                return;
            };
            let result = work(item);
            if result.is_err() {
                next.fetch_max(items.len(), Ordering::Relaxed);
            }
            done.lock().unwrap_or_else(PoisonError::into_inner)[turn] = Some(result);
        }
    };
    let threads = rayon::current_num_threads().min(MOST_AT_ONCE);
    std::thread::scope(|scope| {
        for _ in 1..threads.min(items.len()) {
            scope.spawn(take_turns);
        }
        take_turns();
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_on_any_number_of_threads() {
        let items: Vec<u64> = (0..50).collect();
        for threads in [1, 2, 7] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            let squares = pool.build().unwrap().install(|| {
                side_by_side(&items, |item| {
                    std::thread::sleep(std::time::Duration::from_micros(item * 37 % 11));
                    Ok::<_, ()>(item * item)
                })
            });
            let expected: Vec<u64> = items.iter().map(|item| item * item).collect();
            assert_eq!(squares, Ok(expected));
        }
    }

    #[test]
    fn after_an_error_no_further_item_is_begun() {
        let begun = AtomicUsize::new(0);
        let items: Vec<usize> = (0..1000).collect();
        let found = side_by_side(&items, |&item| {
            begun.fetch_add(1, Ordering::Relaxed);
            if item == 3 { Err(item) } else { Ok(()) }
        });
        assert_eq!(found, Err(3));
        assert!(begun.into_inner() <= 3 + MOST_AT_ONCE + 1);
    }
}
