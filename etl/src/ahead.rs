//! One thing is made while the one before is used.

use std::sync::mpsc::sync_channel;
use std::thread;

/// Makes something of each of `things`, in a thread of its own, and gives it to `take`, in their order. At most one waits,
/// one is being made and one is in use.
///
/// # Errors
/// The first that `take` gives; then no more is made.
pub(crate) fn ahead<T: Send, M: Send, E>(
    things: impl Iterator<Item = T> + Send,
    make: impl Fn(T) -> M + Send,
    mut take: impl FnMut(M) -> Result<(), E>,
) -> Result<(), E> {
    thread::scope(|scope| {
        let (made_in, made_out) = sync_channel(1);
        scope.spawn(move || {
            for thing in things {
                if made_in.send(make(thing)).is_err() {
                    break;
                }
            }
        });
        made_out.into_iter().try_for_each(&mut take)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn what_is_made_comes_in_order() {
        let mut squares = Vec::new();
        let done: Result<(), ()> = ahead(
            0..100,
            |n| n * n,
            |square| {
                squares.push(square);
                Ok(())
            },
        );
        assert_eq!(done, Ok(()));
        assert_eq!(squares, (0..100).map(|n| n * n).collect::<Vec<_>>());
    }

    #[test]
    fn after_an_error_no_more_is_made() {
        let count = AtomicU32::new(0);
        let make = |n| {
            count.fetch_add(1, Ordering::Relaxed);
            n
        };
        let done = ahead(0..100, make, |n| if n < 3 { Ok(()) } else { Err(n) });
        assert_eq!(done, Err(3));
        assert!(count.into_inner() <= 6);
    }
}
