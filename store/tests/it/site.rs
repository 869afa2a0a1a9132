//! A place for a store: a folder, or a bucket of an S3 server that lives as long as the test.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use chrono::{DateTime, Utc};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use oshaq_store::{Kind, Manifest, ManifestDraft, Options, Store, WriterLock};
use tempfile::TempDir;

/// Serves S3 until its standard input ends, so that it cannot outlive the test, however that dies.
const SERVER: &str = "
import os, sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
os._exit(0)
";

/// Address of another S3 server to run the scenarios against; it must have a bucket `oshaq` and take any key.
const OTHER_SERVER: &str = "OSHAQ_TEST_S3";

pub struct Site {
    pub location: String,
    pub options: Options,
    place: Place,
}

enum Place {
    Disk { _keep: TempDir },
    Bucket { server: Server, prefix: String },
}

impl Site {
    pub fn disk() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let location = folder
            .path()
            .join("oshaq data ~ қ")
            .to_str()
            .unwrap()
            .to_owned();
        Self {
            location,
            options: Options::new(Utc::now),
            place: Place::Disk { _keep: folder },
        }
    }

    pub fn bucket() -> Self {
        let server = Server::start();
        let options = Options {
            s3: server.settings(),
            ..Options::new(Utc::now)
        };
        let unique = tempfile::tempdir().unwrap();
        let prefix = format!(
            "some/{}",
            unique.path().file_name().unwrap().to_str().unwrap()
        );
        let prefix = prefix.replace("/.", "/");
        Self {
            location: format!("s3://oshaq/{prefix}"),
            options,
            place: Place::Bucket { server, prefix },
        }
    }

    pub fn open(&self) -> Store {
        Store::open(&self.location, &self.options).unwrap()
    }

    /// Another store at the same kind of place.
    pub fn open_other(&self) -> Store {
        Store::open(&format!("{}-other", self.location), &self.options).unwrap()
    }

    /// Writes a file behind the store's back.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        match &self.place {
            Place::Disk { .. } => {
                let path = std::path::Path::new(&self.location).join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, bytes).unwrap();
            }
            Place::Bucket { server, prefix } => server.put(&format!("{prefix}/{path}"), bytes),
        }
    }

    /// Removes a file behind the store's back.
    pub fn remove(&self, path: &str) {
        match &self.place {
            Place::Disk { .. } => {
                std::fs::remove_file(std::path::Path::new(&self.location).join(path)).unwrap();
            }
            Place::Bucket { server, prefix } => server.remove(&format!("{prefix}/{path}")),
        }
    }
}

struct Server {
    child: Option<Child>,
    address: String,
}

impl Server {
    fn start() -> Self {
        if let Ok(address) = std::env::var(OTHER_SERVER) {
            return Self {
                child: None,
                address,
            };
        }
        let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let mut child = Command::new(&python)
            .args(["-c", SERVER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("the S3 tests need `{python}`: {error}"));
        let mut port = String::new();
        let mut told = BufReader::new(child.stdout.take().unwrap());
        told.read_line(&mut port).unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        if port.is_empty() {
            let last = log.lines().map_while(Result::ok).last().unwrap_or_default();
            panic!("the S3 tests need moto: pip install -r tests/requirements.txt ({last})");
        }
        // Nobody reads what it logs, and a full pipe would stop it.
        std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
        let address = format!("http://127.0.0.1:{}", port.trim());
        let server = Self {
            child: Some(child),
            address,
        };
        server.make_bucket();
        server
    }

    fn make_bucket(&self) {
        let mut stream = TcpStream::connect(self.address.trim_start_matches("http://")).unwrap();
        let request = "PUT /oshaq HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    fn settings(&self) -> Vec<(String, String)> {
        let settings = [
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ENDPOINT_URL", &self.address),
        ];
        settings
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    }

    /// A client beside the store's.
    fn client(&self) -> AmazonS3 {
        let builder = AmazonS3Builder::new()
            .with_bucket_name("oshaq")
            .with_allow_http(true);
        let builder = self
            .settings()
            .into_iter()
            .fold(builder, |builder, (name, value)| {
                builder.with_config(name.to_lowercase().parse().unwrap(), value)
            });
        builder.build().unwrap()
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let (client, payload) = (self.client(), PutPayload::from(bytes.to_vec()));
        block_on(async { client.put(&Path::from(path), payload).await }).unwrap();
    }

    fn remove(&self, path: &str) {
        let client = self.client();
        block_on(async { client.delete(&Path::from(path)).await }).unwrap();
    }
}

fn block_on<T>(task: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(task)
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

pub fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A draft whose parameters make it the `number`th.
pub fn draft(number: u32) -> ManifestDraft {
    ManifestDraft {
        parameters: serde_json::json!({ "number": number }),
        ..ManifestDraft::new(
            "test",
            moment("2026-01-02T03:04:05Z") + chrono::TimeDelta::minutes(number.into()),
        )
    }
}

pub fn lock(store: &Store) -> WriterLock {
    store.lock("the test", Duration::from_secs(5)).unwrap()
}

/// Commits one version of counts with the file `a/x.bin` of these bytes.
pub fn commit(store: &Store, number: u32, bytes: &[u8]) -> Manifest {
    let stage = store.stage(&lock(store), Kind::Counts).unwrap();
    stage.write("a/x.bin", bytes).unwrap();
    stage.write("y.json", b"{}").unwrap();
    stage.commit(draft(number)).unwrap()
}
