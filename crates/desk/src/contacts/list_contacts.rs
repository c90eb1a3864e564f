//! The list of contacts, and the search as one types.

use mojo_domain::berlin_day;
use mojo_domain::contacts::Role;
use mojo_store::contacts::{ContactListing, entries_left, list_page, search};

use super::ContactError;
use super::input::invalid;
use crate::Desk;
use crate::views::{ContactPage, ContactQuery, ContactRow};

/// More than a window shows at once.
const MOST: u32 = 500;

impl Desk {
    /// A part of the list in the order of a telephone book; with a text, the contacts it may mean,
    /// the best first.
    ///
    /// # Errors
    /// [`ContactError::Invalid`] for a role that is none.
    pub async fn list_contacts(&self, query: ContactQuery) -> Result<ContactPage, ContactError> {
        let role = match query.role.as_deref() {
            None | Some("") => None,
            Some(name) => {
                Some(name.parse::<Role>().map_err(|_| invalid("role", "not_a_role", name))?)
            }
        };
        let limit = query.limit.min(MOST);
        let today = berlin_day(self.now());
        let mut reader = self.reader().await?;
        let (total, listed) = if query.text.trim().is_empty() {
            list_page(&mut reader, role, query.offset, limit).await?
        } else {
            let page = (query.offset, limit);
            let found = search(&mut reader, &query.text, role, page, today).await?;
            (found.at_least, found.contacts)
        };
        let ids: Vec<_> = listed.iter().map(|listing| listing.contact_id).collect();
        let left = entries_left(&mut reader, &ids, today).await?;
        let rows = listed
            .into_iter()
            .map(|listing| {
                let left = left.get(&listing.contact_id).copied();
                row(listing, left)
            })
            .collect();
        Ok(ContactPage { total, rows })
    }
}

fn row(listing: ContactListing, entries_left: Option<i32>) -> ContactRow {
    ContactRow {
        contact_id: listing.contact_id.to_string(),
        name: listing.name,
        initials: listing.initials,
        organisation: listing.organisation,
        roles: listing.roles.iter().map(ToString::to_string).collect(),
        email: listing.email,
        phone: listing.phone,
        city: listing.city,
        birthday: listing.birthday.map(|day| day.to_string()),
        entries_left,
    }
}

#[cfg(test)]
mod tests {
    use crate::testing;
    use crate::views::ContactQuery;

    fn query(text: &str, role: Option<&str>, offset: u32, limit: u32) -> ContactQuery {
        ContactQuery { text: text.to_owned(), role: role.map(str::to_owned), offset, limit }
    }

    #[tokio::test]
    async fn the_list_is_sorted_by_family_name_and_its_pages_join() {
        let desk = testing::desk().await;
        let all = desk.list_contacts(query("", None, 0, 500)).await.unwrap();
        assert_eq!(all.total as usize, all.rows.len());
        assert!(all.rows.iter().any(|row| row.entries_left.is_some()));
        let mut joined = Vec::new();
        while joined.len() < all.rows.len() {
            let offset = u32::try_from(joined.len()).unwrap();
            joined.extend(desk.list_contacts(query("", None, offset, 3)).await.unwrap().rows);
        }
        assert_eq!(joined, all.rows);
        let by_role: u32 = {
            let mut sum = 0;
            for role in ["customer", "patient", "lead", "partner"] {
                let page = desk.list_contacts(query("", Some(role), 0, 500)).await.unwrap();
                assert_eq!(page.total as usize, page.rows.len(), "{role}");
                assert!(page.rows.iter().all(|row| row.roles.contains(&role.to_owned())));
                sum += page.total;
            }
            sum
        };
        assert_eq!(by_role, all.total, "every demo contact has one role");
    }

    #[tokio::test]
    async fn a_typing_mistake_still_finds_and_nonsense_does_not() {
        let desk = testing::desk().await;
        for text in ["lindqvits", "lindquist", "annegrte lindqvist"] {
            let page = desk.list_contacts(query(text, None, 0, 10)).await.unwrap();
            assert_eq!(
                page.rows.first().map(|row| row.name.as_str()),
                Some("Annegret Lindqvist"),
                "{text}"
            );
        }
        for text in ["xyzxyz", "\"", "* OR", "'; --", "(", "NEAR", "@"] {
            desk.list_contacts(query(text, None, 0, 10)).await.unwrap();
        }
        assert!(desk.list_contacts(query("xyzxyz", None, 0, 10)).await.unwrap().rows.is_empty());
    }
}
