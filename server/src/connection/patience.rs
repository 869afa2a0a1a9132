//! How long a connection waits for the next request.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use hyper::rt::{Sleep, Timer};

/// The timer of one connection, for hyper.
///
/// Hyper waits anew for every request's head. Entering each wait into the runtime's timers and taking it out again would cost more than
/// many an answer, and nearly every wait ends long before its time. So there is one entry a connection: it is set when the first wait begins, rings at
/// that wait's end, and is then set to the end of the wait that is going on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Patience {
    bell: Arc<Mutex<Option<Pin<Box<tokio::time::Sleep>>>>>,
}

impl Timer for Patience {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        self.sleep_until(Instant::now() + duration)
    }

    fn sleep_until(&self, deadline: Instant) -> Pin<Box<dyn Sleep>> {
        let bell = self.clone();
        Box::pin(Wait { deadline, bell })
    }
}

/// A wait that ends at a time.
#[derive(Debug)]
struct Wait {
    deadline: Instant,
    bell: Patience,
}

impl Sleep for Wait {}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let deadline = self.deadline.into();
        let mut bell = self
            .bell
            .bell
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let bell = bell.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        // Waits of one time-out end in the order in which they began; one that ends earlier sets the bell back.
        if bell.deadline() > deadline {
            bell.as_mut().reset(deadline);
        }
        while bell.as_mut().poll(cx).is_ready() {
            if bell.deadline() >= deadline {
                return Poll::Ready(());
            }
            bell.as_mut().reset(deadline);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Duration = Duration::from_millis(40);

    #[tokio::test]
    async fn every_wait_ends_at_its_own_time_though_earlier_ones_were_dropped() {
        let patience = Patience::default();
        let began = Instant::now();
        for _ in 0..3 {
            let wait = patience.sleep(2 * STEP);
            assert!(tokio::time::timeout(STEP, wait).await.is_err(), "too early");
        }
        patience.sleep(2 * STEP).await;
        assert!(began.elapsed() >= 5 * STEP, "{:?}", began.elapsed());
        let again = Instant::now();
        patience.sleep(STEP).await;
        assert!(again.elapsed() >= STEP);
    }

    #[tokio::test]
    async fn a_shorter_wait_is_not_held_up_by_a_longer_one_before() {
        let patience = Patience::default();
        let long = patience.sleep(Duration::from_mins(1));
        assert!(tokio::time::timeout(STEP, long).await.is_err());
        let short = patience.sleep(STEP);
        assert!(tokio::time::timeout(20 * STEP, short).await.is_ok());
    }
}
