//! Reading by local names: the versions of camt differ in their namespace and hardly in their
//! elements.

use chrono::NaiveDate;
use roxmltree::Node;

/// The first child of this name.
pub(crate) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

/// All children of this name.
pub(crate) fn children<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    name: &str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |one| one.is_element() && one.tag_name().name() == name)
}

/// What lies at the end of a path of names.
pub(crate) fn at<'a, 'i>(node: Node<'a, 'i>, path: &[&str]) -> Option<Node<'a, 'i>> {
    path.iter().try_fold(node, |node, name| child(node, name))
}

/// The text there, without blanks around it; empty where there is none.
pub(crate) fn text(node: Node<'_, '_>, path: &[&str]) -> String {
    let found = at(node, path).and_then(|one| one.text());
    found.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
}

/// The day there: a date, or an instant of which the bank's own day counts.
pub(crate) fn day(node: Node<'_, '_>, name: &str) -> Option<NaiveDate> {
    let at = child(node, name)?;
    let text = match text(at, &["Dt"]) {
        day if day.is_empty() => text(at, &["DtTm"]),
        day => day,
    };
    text.get(..10)?.parse().ok()
}
