use std::future::Future;
use std::io::Write;
use std::path::Path as DiskPath;
use std::sync::{Arc, mpsc};

use futures_util::TryStreamExt;
use object_store::path::Path;
use object_store::{
    Error, GetResult, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, UpdateVersion,
    WriteMultipart,
};
use tokio::io::AsyncReadExt;
use tokio::runtime::{Builder, Runtime};

use crate::error::StoreError;
use crate::hash::{Fingerprint, Hasher};

/// Files above this go up in parts.
const PART_BYTES: usize = 8 << 20;
/// Parts in flight at once; with [`PART_BYTES`] this bounds the memory of an upload to 32 MiB.
const PARTS_AT_ONCE: usize = 4;

/// A blocking view of an [`ObjectStore`] below a prefix. Every call runs on the store's own threads, so it neither
/// needs nor minds an asynchronous runtime around it.
#[derive(Clone)]
pub(crate) struct Objects {
    client: Arc<dyn ObjectStore>,
    prefix: Path,
    threads: Arc<Threads>,
}

/// An object as it was read, with the stamp that a conditional write compares.
pub(crate) struct Found {
    pub bytes: Vec<u8>,
    pub stamp: UpdateVersion,
}

/// What became of a conditional write.
pub(crate) enum Put {
    Done(UpdateVersion),
    /// Someone else wrote in between; nothing was changed.
    Refused,
}

impl Objects {
    pub fn new(client: Arc<dyn ObjectStore>, prefix: Path) -> Result<Self, StoreError> {
        Ok(Self {
            client,
            prefix,
            threads: Arc::new(Threads::start()?),
        })
    }

    /// The whole object, or `None` when there is none.
    pub fn get(&self, path: &str) -> Result<Option<Found>, StoreError> {
        let (client, at) = self.at(path);
        let read = self.run(async move {
            let got = client.get(&at).await?;
            let stamp = stamp_of(&got);
            Ok(Found {
                bytes: got.bytes().await?.to_vec(),
                stamp,
            })
        })?;
        found("read", path, read)
    }

    /// The fingerprint of an object, read in pieces; `None` when there is none.
    pub fn fingerprint(&self, path: &str) -> Result<Option<Fingerprint>, StoreError> {
        self.copy_into(path, std::io::sink())
    }

    /// Copies an object into a writer in pieces; `None` when there is none.
    pub fn copy_into(
        &self,
        path: &str,
        mut into: impl Write + Send + 'static,
    ) -> Result<Option<Fingerprint>, StoreError> {
        let (client, at) = self.at(path);
        let read = self.run(async move {
            let mut pieces = client.get(&at).await?.into_stream();
            let mut hasher = Hasher::default();
            while let Some(piece) = pieces.try_next().await? {
                hasher.update(&piece);
                into.write_all(&piece)
                    .map_err(|error| generic("write a copy", error))?;
            }
            into.flush()
                .map_err(|error| generic("write a copy", error))?;
            Ok(hasher.finish())
        })?;
        found("read", path, read)
    }

    /// Writes an object whole, replacing what is there.
    pub fn put(&self, path: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        match self.put_if(path, bytes, PutMode::Overwrite)? {
            Put::Done(_) => Ok(()),
            Put::Refused => Err(failed(
                "write",
                path,
                generic("write", "an unconditional write was refused"),
            )),
        }
    }

    /// Writes an object whole if the condition of `mode` holds.
    pub fn put_if(&self, path: &str, bytes: Vec<u8>, mode: PutMode) -> Result<Put, StoreError> {
        let (client, at) = self.at(path);
        let put = self.run(async move {
            let options = PutOptions {
                mode,
                ..PutOptions::default()
            };
            client.put_opts(&at, PutPayload::from(bytes), options).await
        })?;
        match put {
            Ok(put) => Ok(Put::Done(UpdateVersion {
                e_tag: put.e_tag,
                version: put.version,
            })),
            Err(
                Error::AlreadyExists { .. }
                | Error::Precondition { .. }
                | Error::NotModified { .. },
            ) => Ok(Put::Refused),
            Err(error) => Err(failed("write", path, error)),
        }
    }

    /// Copies a file of this machine up, in parts when it is big.
    pub fn upload(&self, from: &DiskPath, path: &str, bytes: u64) -> Result<(), StoreError> {
        if bytes <= PART_BYTES as u64 {
            let whole = std::fs::read(from).map_err(StoreError::disk("read", from))?;
            return self.put(path, whole);
        }
        let (client, at) = self.at(path);
        let file = std::fs::File::open(from).map_err(StoreError::disk("open", from))?;
        let sent = self.run(send_in_parts(client, at, file))?;
        sent.map_err(|error| failed("write", path, error))
    }

    /// Removes an object; one that is not there is no error.
    pub fn delete(&self, path: &str) -> Result<(), StoreError> {
        let (client, at) = self.at(path);
        match self.run(async move { client.delete(&at).await })? {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed("remove", path, error)),
        }
    }

    /// Paths of all objects below a folder, at any depth, relative to the store.
    pub fn list(&self, folder: &str) -> Result<Vec<String>, StoreError> {
        let (client, at) = self.at(folder);
        let listed =
            self.run(async move { client.list(Some(&at)).try_collect::<Vec<_>>().await })?;
        let listed = listed.map_err(|error| failed("list", folder, error))?;
        Ok(listed
            .iter()
            .filter_map(|meta| self.relative(&meta.location))
            .collect())
    }

    /// Names of the folders and files directly in a folder, sorted.
    pub fn children(&self, folder: &str) -> Result<Vec<String>, StoreError> {
        let (client, at) = self.at(folder);
        let listed = self.run(async move { client.list_with_delimiter(Some(&at)).await })?;
        let listed = listed.map_err(|error| failed("list", folder, error))?;
        let files = listed.objects.iter().map(|meta| &meta.location);
        let mut names: Vec<_> = files
            .chain(&listed.common_prefixes)
            .filter_map(|path| Some(path.filename()?.to_owned()))
            .collect();
        names.sort_unstable();
        Ok(names)
    }

    /// Runs a task beside the caller until it ends by itself or is aborted.
    pub fn spawn(
        &self,
        task: impl Future<Output = ()> + Send + 'static,
    ) -> Result<tokio::task::AbortHandle, StoreError> {
        Ok(self.threads.runtime()?.spawn(task).abort_handle())
    }

    /// The client and the full path, for a task of [`Objects::spawn`].
    pub fn at(&self, path: &str) -> (Arc<dyn ObjectStore>, Path) {
        let full = self
            .prefix
            .parts()
            .chain(Path::from(path).parts())
            .collect();
        (Arc::clone(&self.client), full)
    }

    fn relative(&self, full: &Path) -> Option<String> {
        let parts: Vec<_> = full
            .prefix_match(&self.prefix)?
            .map(|part| part.as_ref().to_owned())
            .collect();
        Some(parts.join("/"))
    }

    fn run<T: Send + 'static>(
        &self,
        task: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (done, result) = mpsc::sync_channel(1);
        self.threads.runtime()?.spawn(async move {
            // The receiver waits below; it is gone only when its thread has died.
            let _ = done.send(task.await);
        });
        result
            .recv()
            .map_err(|_| StoreError::Threads("a task ended without an answer".to_owned()))
    }
}

async fn send_in_parts(
    client: Arc<dyn ObjectStore>,
    at: Path,
    file: std::fs::File,
) -> Result<(), Error> {
    let mut upload =
        WriteMultipart::new_with_chunk_size(client.put_multipart(&at).await?, PART_BYTES);
    match fill(&mut upload, file).await {
        Ok(()) => upload.finish().await.map(|_| ()),
        Err(error) => {
            upload.abort().await?;
            Err(error)
        }
    }
}

async fn fill(upload: &mut WriteMultipart, file: std::fs::File) -> Result<(), Error> {
    let mut file = tokio::fs::File::from_std(file);
    let mut piece = vec![0_u8; 1 << 20];
    loop {
        let read = file
            .read(&mut piece)
            .await
            .map_err(|error| generic("read the staged file", error))?;
        if read == 0 {
            return Ok(());
        }
        upload.wait_for_capacity(PARTS_AT_ONCE).await?;
        upload.write(&piece[..read]);
    }
}

pub(crate) fn stamp_of(got: &GetResult) -> UpdateVersion {
    UpdateVersion {
        e_tag: got.meta.e_tag.clone(),
        version: got.meta.version.clone(),
    }
}

fn found<T>(
    action: &'static str,
    path: &str,
    read: Result<T, Error>,
) -> Result<Option<T>, StoreError> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(failed(action, path, error)),
    }
}

fn failed(action: &'static str, path: &str, source: Error) -> StoreError {
    StoreError::Objects {
        action,
        path: path.to_owned(),
        source: Box::new(source),
    }
}

fn generic(
    store: &'static str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Error {
    Error::Generic {
        store,
        source: source.into(),
    }
}

/// The threads that talk to the object store. They are let go without waiting, because waiting is forbidden where the
/// last owner may be an asynchronous task.
struct Threads(Option<Runtime>);

impl Threads {
    fn start() -> Result<Self, StoreError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("oshaq-store")
            .enable_all()
            .build()
            .map_err(|error| StoreError::Threads(error.to_string()))?;
        Ok(Self(Some(runtime)))
    }

    fn runtime(&self) -> Result<&Runtime, StoreError> {
        self.0
            .as_ref()
            .ok_or_else(|| StoreError::Threads("they have stopped".to_owned()))
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
