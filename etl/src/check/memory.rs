//! What was found for a text is kept, since the same texts come again and again.

use std::collections::HashMap;

use foldhash::fast::RandomState;

/// Values by text, found fast. The seed differs from run to run, so that nobody can prepare texts that collide.
pub(super) type Known<T> = HashMap<String, T, RandomState>;

/// What one thread has found so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory<T>(Known<T>);

impl<T: Copy> Memory<T> {
    /// More different texts than this are no code list; then all are forgotten.
    const MOST: usize = 10_000;

    /// What is known of a text, or else is found now.
    pub fn recall(&mut self, text: &str, find: impl FnOnce() -> T) -> T {
        if let Some(known) = self.0.get(text) {
            return *known;
        }
        let found = find();
        if self.0.len() >= Self::MOST {
            self.0.clear();
        }
        self.0.insert(text.to_owned(), found);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_looked_for_once_until_there_are_too_many() {
        let (mut memory, mut searches) = (Memory::default(), 0);
        let mut length = |memory: &mut Memory<usize>, text: &str| {
            memory.recall(text, || {
                searches += 1;
                text.len()
            })
        };
        assert_eq!(
            [length(&mut memory, "188"), length(&mut memory, "188")],
            [3, 3]
        );
        for number in 0..Memory::<usize>::MOST {
            length(&mut memory, &format!("n{number}"));
        }
        assert_eq!(length(&mut memory, "188"), 3);
        assert!(memory.0.len() <= Memory::<usize>::MOST);
        assert_eq!(searches, 1 + Memory::<usize>::MOST + 1);
    }
}
