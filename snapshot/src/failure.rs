//! What can go wrong, and which exit code says so.

use std::time::Duration;

/// Why no picture was made. Its text is one line that names the remedy where there is one.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The request is wrong: exit code 2.
    #[error("{field}: {problem}")]
    Request {
        /// Path of the field in the request, such as `layers[2].colour`.
        field: String,
        /// What is wrong with it, and what to write instead.
        problem: String,
    },
    /// This machine has no Vulkan adapter: exit code 3.
    #[error(
        "no Vulkan adapter found: install a Vulkan driver, on a machine without a graphics card Debian's package mesa-vulkan-drivers (software rendering)"
    )]
    NoAdapter,
    /// The time limit was reached: exit code 4.
    #[error("no picture after {} s: ask for a smaller one or raise --timeout", .0.as_secs())]
    TimedOut(Duration),
    /// The renderer failed: exit code 1.
    #[error("the renderer failed: {0}")]
    Renderer(String),
    /// Reading or writing failed: exit code 1.
    #[error("{what}: {source}")]
    Io {
        /// What was being read or written.
        what: String,
        /// The system's own error.
        source: std::io::Error,
    },
}

impl Failure {
    /// A wrong field of the request.
    pub fn request(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Request {
            field: field.into(),
            problem: problem.into(),
        }
    }

    /// A failed read or write of `what`.
    pub fn io(what: impl Into<String>, source: std::io::Error) -> Self {
        Self::Io {
            what: what.into(),
            source,
        }
    }

    /// The exit code of the process.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Renderer(_) | Self::Io { .. } => 1,
            Self::Request { .. } => 2,
            Self::NoAdapter => 3,
            Self::TimedOut(_) => 4,
        }
    }
}
