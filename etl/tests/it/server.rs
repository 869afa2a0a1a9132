//! A server of one feature layer on a free port of this machine, with the faults of real ones.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use serde_json::{Value, json};

/// What goes wrong with an answer.
#[derive(Clone, Copy)]
pub enum Fault {
    Status(u16),
    /// Status 429, and a pause asked for.
    TooMany {
        seconds: u32,
    },
    /// The connection closes in the middle of the body.
    Cut,
    /// A page for people, with status 200.
    Html,
    /// `{"error": …}` with status 200.
    Error(i64),
}

/// Something that happens to a layer's records.
pub type Happening = fn(&mut Vec<Value>);

/// The layer and what is to happen to it.
pub struct State {
    pub records: Vec<Value>,
    pub cap: usize,
    pub faults: VecDeque<Fault>,
    pub edit_field: Option<String>,
    /// Requests for pages so far.
    pub pages_asked: usize,
    /// All questions asked.
    pub asked: Vec<String>,
    /// Happens when so many pages were asked for.
    pub then: Vec<(usize, Happening)>,
    /// Stops answering pages for good after so many: the client waits.
    pub stall_after: Option<usize>,
}

/// A running server; it ends with the process.
pub struct Server {
    pub url: String,
    state: Arc<Mutex<State>>,
}

/// A record in the layout of the register's layer.
pub fn record(id: i64) -> Value {
    json!({"attributes": {"OBJECTID": id, "UD": format!("20311203{id:07}"), "CRIME_CODE": "1880", "DAT_VOZB": 1_581_165_528_000_i64 + id * 86_400_000}, "geometry": {"x": 687_500.0, "y": 4_743_900.0}})
}

impl Server {
    pub fn with(records: impl IntoIterator<Item = i64>, cap: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!(
            "http://{}/rest/services/crimes/FeatureServer/0",
            listener.local_addr().unwrap()
        );
        let state = Arc::new(Mutex::new(State {
            records: records.into_iter().map(record).collect(),
            cap,
            faults: VecDeque::new(),
            edit_field: None,
            pages_asked: 0,
            asked: Vec::new(),
            then: Vec::new(),
            stall_after: None,
        }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || answer(stream, &state));
            }
        });
        Self { url, state }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

fn answer(mut stream: TcpStream, state: &Mutex<State>) {
    let mut request = String::new();
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    lines.read_line(&mut request).unwrap();
    let mut header = String::from("-");
    while header.trim() != "" {
        header.clear();
        if lines.read_line(&mut header).unwrap_or(0) == 0 {
            break;
        }
    }
    let target = request
        .split_whitespace()
        .nth(1)
        .unwrap_or_default()
        .to_owned();
    let (fault, body) = {
        let mut state = state.lock().unwrap();
        let body = respond(&mut state, &target);
        if state
            .stall_after
            .is_some_and(|pages| state.pages_asked > pages)
        {
            drop(state);
            thread::park();
            return;
        }
        (state.faults.pop_front(), body)
    };
    // A client that is gone is not the server's trouble.
    let _ = send(&mut stream, fault, &body);
}

fn send(stream: &mut TcpStream, fault: Option<Fault>, body: &str) -> std::io::Result<()> {
    let full = |status: &str, more: &str, body: &str| {
        format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{more}Connection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let answer = match fault {
        None => full("200 OK", "", body),
        Some(Fault::Status(status)) => full(&format!("{status} Trouble"), "", "trouble"),
        Some(Fault::TooMany { seconds }) => full(
            "429 Too Many Requests",
            &format!("Retry-After: {seconds}\r\n"),
            "",
        ),
        Some(Fault::Cut) => {
            let whole = full("200 OK", "", body);
            whole[..whole.len() - body.len() / 2].to_owned()
        }
        Some(Fault::Html) => full(
            "200 OK",
            "Content-Type: text/html\r\n",
            "<html><body>Service is being restarted</body></html>",
        ),
        Some(Fault::Error(code)) => full(
            "200 OK",
            "",
            &json!({"error": {"code": code, "message": "trouble"}}).to_string(),
        ),
    };
    stream.write_all(answer.as_bytes())
}

fn respond(state: &mut State, target: &str) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let question: Vec<(String, String)> = reqwest::Url::parse(&format!("http://h/?{query}"))
        .unwrap()
        .query_pairs()
        .into_owned()
        .collect();
    let asked = |name: &str| {
        question
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    state
        .asked
        .push(format!("{path} {}", asked("where").unwrap_or_default()));
    if !path.ends_with("/query") {
        return definition(state).to_string();
    }
    let condition = asked("where").unwrap_or_default().to_owned();
    let found = |record: &&Value| holds(&condition, record);
    if asked("returnCountOnly").is_some() {
        return json!({"count": state.records.iter().filter(found).count()}).to_string();
    }
    if asked("returnIdsOnly").is_some() {
        let ids: Vec<&Value> = state
            .records
            .iter()
            .filter(found)
            .map(|record| &record["attributes"]["OBJECTID"])
            .collect();
        return json!({"objectIdFieldName": "OBJECTID", "objectIds": ids}).to_string();
    }
    state.pages_asked += 1;
    let pages = state.pages_asked;
    for (_, happens) in state.then.iter().filter(|(after, _)| *after == pages) {
        happens(&mut state.records);
    }
    let asked: usize = asked("resultRecordCount").unwrap().parse().unwrap();
    let mut records: Vec<&Value> = state.records.iter().filter(found).collect();
    records.sort_by_key(|record| record["attributes"]["OBJECTID"].as_i64());
    let page = &records[..records.len().min(asked).min(state.cap)];
    json!({"objectIdFieldName": "OBJECTID", "exceededTransferLimit": page.len() < records.len(), "features": page}).to_string()
}

fn definition(state: &State) -> Value {
    let mut layer = json!({
        "name": "Преступления городов", "geometryType": "esriGeometryPoint", "maxRecordCount": state.cap, "objectIdField": "OBJECTID",
        "fields": [{"name": "OBJECTID", "type": "esriFieldTypeOID"}, {"name": "UD", "type": "esriFieldTypeString"}, {"name": "DAT_VOZB", "type": "esriFieldTypeDate"}, {"name": "EDITED", "type": "esriFieldTypeDate"}],
    });
    if let Some(field) = &state.edit_field {
        layer["editFieldsInfo"] = json!({"editDateField": field});
    }
    layer
}

/// The conditions that the client makes: `OBJECTID > n`, `FIELD >= DATE '…'` and `FIELD >= TIMESTAMP '…'`, joined by AND.
fn holds(condition: &str, record: &Value) -> bool {
    condition
        .replace(['(', ')'], " ")
        .split(" AND ")
        .map(str::trim)
        .all(|part| {
            if part == "1=1" {
                return true;
            }
            let words: Vec<&str> = part.splitn(3, ' ').collect();
            let value = record["attributes"][words[0]].as_i64().unwrap_or(0);
            match words[1] {
                ">" => value > words[2].parse::<i64>().unwrap(),
                ">=" => value >= millis(words[2]),
                _ => panic!("the layer does not understand {part}"),
            }
        })
}

fn millis(literal: &str) -> i64 {
    let text = literal.split('\'').nth(1).unwrap();
    let text = if text.len() == 10 {
        format!("{text} 00:00:00")
    } else {
        text.to_owned()
    };
    chrono::NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S")
        .unwrap()
        .and_utc()
        .timestamp_millis()
}
