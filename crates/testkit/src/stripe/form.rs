//! Form-encoded parameters, nested by brackets.

use serde_json::{Map, Value};

/// `a=1&b[c]=2` as `{"a": "1", "b": {"c": "2"}}`; every value is a text. A list is numbered, also
/// where its names are empty: `a[]=1&a[]=2` and `a[0]=1&a[1]=2` are `{"a": {"0": "1", "1": "2"}}`.
pub(super) fn read(text: &str) -> Map<String, Value> {
    let mut read = Map::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (unescaped(name), unescaped(value));
        let parts: Vec<&str> =
            name.split('[').map(|part| part.strip_suffix(']').unwrap_or(part)).collect();
        put(&mut read, &parts, value);
    }
    read
}

fn put(map: &mut Map<String, Value>, parts: &[&str], value: String) {
    match parts {
        [] => {}
        [last] => {
            let name = if last.is_empty() { map.len().to_string() } else { (*last).to_owned() };
            map.insert(name, Value::from(value));
        }
        [first, rest @ ..] => {
            let inner = map.entry(*first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut read = Vec::with_capacity(bytes.len());
    let mut place = 0;
    while let Some(byte) = bytes.get(place) {
        let code = text.get(place + 1..place + 3).filter(|_| *byte == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(code) => {
                read.push(code);
                place += 3;
            }
            None => {
                read.push(if *byte == b'+' { b' ' } else { *byte });
                place += 1;
            }
        }
    }
    String::from_utf8_lossy(&read).into_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn brackets_nest_and_percents_are_read() {
        let form = read("amount=5&metadata%5Bpayout_id%5D=a+b%26&card[a][b]=%C3%BC&x=%zz");
        let expected = json!({
            "amount": "5", "metadata": { "payout_id": "a b&" }, "card": { "a": { "b": "ü" } },
            "x": "%zz",
        });
        assert_eq!(Value::Object(form), expected);
    }

    #[test]
    fn a_list_is_numbered_however_it_is_written() {
        assert_eq!(read("a[]=1&a[]=2"), read("a[0]=1&a[1]=2"));
        assert_eq!(Value::Object(read("a[]=1")), json!({ "a": { "0": "1" } }));
    }
}
