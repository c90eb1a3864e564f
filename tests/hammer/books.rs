//! What the harness believes of a desk by what it answered: the cash in its till and how often it was
//! closed, what is owed on its invoices, and how much is left on the cards that it sold. A verb without
//! an answer may have happened or not; both are believed until the desk says more.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::parse_decimal_cents;
use serde_json::Value;

use crate::dice::Dice;

/// What the product 1004 costs.
const PRICE: i64 = 18_00;
/// What is paid at once for an invoice, and how often: together less than it is about.
const PAYMENT: i64 = 10_00;
const PAYMENTS: u32 = 5;
/// Visits of the card 1002, and what it costs.
const ENTRIES: u32 = 10;
const CARD: i64 = 130_00;
/// What is found less than there should be when the till is counted, now and then.
const SHORT: i64 = -1_00;

/// What came of a verb.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It happened, and answered.
    Done(Value),
    /// It was refused.
    NotDone,
    /// Nobody knows.
    Open,
}

/// Something to do at a desk.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    words: Vec<String>,
    /// The cents that it brings into the till.
    pub(crate) cash: i64,
}

impl Deed {
    fn new(words: &[&str], cash: i64) -> Self {
        Self { words: words.iter().map(|word| (*word).to_owned()).collect(), cash }
    }

    fn sync() -> Self {
        Self::new(&["sync"], 0)
    }

    pub(crate) fn words(&self) -> Vec<&str> {
        self.words.iter().map(String::as_str).collect()
    }

    /// Whether the till is to be counted before.
    pub(crate) fn is_closing(&self) -> bool {
        matches!(self.words()[..], ["pos", "close", ..])
    }
}

/// Cents, as far as they are certain, and what may have come on top.
#[derive(Clone, Debug, Default)]
struct Sum {
    certain: i64,
    open: Vec<i64>,
}

impl Sum {
    fn of(certain: i64) -> Self {
        Self { certain, open: Vec::new() }
    }

    fn changes(&mut self, cents: i64, is_certain: bool) {
        if is_certain {
            self.certain += cents;
        } else if cents != 0 {
            self.open.push(cents);
        }
    }

    fn believed(&self) -> BTreeSet<i64> {
        let mut sums = BTreeSet::from([self.certain]);
        for cents in &self.open {
            let more: Vec<i64> = sums.iter().map(|sum| sum + cents).collect();
            sums.extend(more);
        }
        sums
    }

    /// The desk tells it, and it is certain from now on; gives back what is wrong with it.
    fn told(&mut self, what: &str, told: &Value) -> Option<String> {
        let (cents, believed) = (cents(told), self.believed());
        *self = Self::of(cents);
        let fault = || format!("{what}: {told} in the books of the desk, {believed:?} believed");
        (!believed.contains(&cents)).then(fault)
    }
}

/// An invoice of the desk.
#[derive(Clone, Debug)]
struct Invoice {
    owed: Sum,
    payments: u32,
}

/// The books of one desk.
#[derive(Clone, Debug)]
pub(crate) struct Book {
    cash: Sum,
    /// Receipts that nobody has tried to reverse, and the cash that each brought.
    receipts: Vec<(String, i64)>,
    invoices: BTreeMap<String, Invoice>,
    /// Cards that it sold, and how often somebody came with each.
    cards: BTreeMap<String, u32>,
    closings: Closings,
}

/// How often a till was closed.
#[derive(Clone, Copy, Debug, Default)]
struct Closings {
    certain: u64,
    /// Without an answer: they may have come on top.
    open: u64,
}

impl Closings {
    /// The desk tells how many there are; gives back what is wrong with that.
    fn told(&mut self, told: Option<u64>) -> Option<String> {
        let Self { certain, open } = *self;
        let count = told.unwrap_or_default();
        *self = Self { certain: count, open: 0 };
        let is_believed = (certain..=certain + open).contains(&count);
        (!is_believed)
            .then(|| format!("{told:?} closings, {certain} to {} believed", certain + open))
    }
}

impl Book {
    /// The till holds so much.
    pub(crate) fn begin(expected: &Value) -> Self {
        let (cash, closings) = (Sum::of(cents(expected)), Closings::default());
        let (receipts, invoices, cards) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Self { cash, receipts, invoices, cards, closings }
    }

    /// What the desk does next.
    pub(crate) fn next(&mut self, dice: &Dice, client: &str, card: &str) -> Deed {
        let sale = |pay: &str, cash| {
            let what = ["pos", "sell", "--line", "1004", "--contact", client, "--pay", pay];
            Deed::new(&what, cash)
        };
        let mark = format!("Neu{}", dice.below(1 << 40));
        let line = "Kurs:1:80.00:general";
        let card_sale = |pay: &str, cash| {
            Deed::new(&["cards", "sell", "1002", "--contact", client, "--pay", pay], cash)
        };
        match dice.below(32) {
            0..3 => sale("card:18.00", 0),
            3..6 => sale("cash:18.00", PRICE),
            6..10 => Deed::new(&["checkin", card], 0),
            10..13 => Deed::new(&["invoice", "issue", "--contact", client, "--line", line], 0),
            13..15 => Deed::new(&["contacts", "edit", client, "--organisation", &mark], 0),
            15 => Deed::new(&["contacts", "create", "--last-name", &mark], 0),
            16 => Deed::new(&["pos", "cash-in", "5.00", "--reason", "Wechselgeld"], 5_00),
            17 => Deed::new(&["pos", "cash-out", "3.00", "--reason", "Briefmarken"], -3_00),
            18..20 => self.storno(dice),
            20..22 => self.payment(dice),
            22 => card_sale("card:130.00", 0),
            23 => card_sale("cash:130.00", CARD),
            24..27 => self.visit(dice),
            27 => {
                let cash = if dice.percent(30) { SHORT } else { 0 };
                Deed::new(&["pos", "close", "--reason", "Kassensturz"], cash)
            }
            _ => Deed::sync(),
        }
    }

    /// Somebody comes with a card that this desk sold, and on which something is left.
    fn visit(&mut self, dice: &Dice) -> Deed {
        let mut usable: Vec<(&String, &mut u32)> =
            self.cards.iter_mut().filter(|(_, visits)| **visits < ENTRIES).collect();
        if usable.is_empty() {
            return Deed::sync();
        }
        let place = dice.below(usable.len() as u64);
        let (card, visits) = usable.swap_remove(usize::try_from(place).unwrap());
        *visits += 1;
        Deed::new(&["checkin", card], 0)
    }

    fn storno(&mut self, dice: &Dice) -> Deed {
        if self.receipts.is_empty() {
            return Deed::sync();
        }
        let place = dice.below(self.receipts.len() as u64);
        let (number, cash) = self.receipts.swap_remove(usize::try_from(place).unwrap());
        Deed::new(&["pos", "refund", &number, "--reason", "vertippt"], -cash)
    }

    fn payment(&mut self, dice: &Dice) -> Deed {
        let mut payable: Vec<(&String, &mut Invoice)> =
            self.invoices.iter_mut().filter(|(_, invoice)| invoice.payments < PAYMENTS).collect();
        if payable.is_empty() {
            return Deed::sync();
        }
        let place = dice.below(payable.len() as u64);
        let (number, invoice) = payable.swap_remove(usize::try_from(place).unwrap());
        invoice.payments += 1;
        // Any day that has passed will do.
        Deed::new(&["invoice", "pay", number, "10.00", "--on", "2026-01-05"], 0)
    }

    /// Takes note of what came of a deed; gives back what is wrong with the answer.
    pub(crate) fn note(&mut self, deed: &Deed, outcome: &Outcome) -> Option<String> {
        let is_certain = match outcome {
            Outcome::NotDone => return None,
            Outcome::Open => false,
            Outcome::Done(_) => true,
        };
        self.cash.changes(deed.cash, is_certain);
        let words = deed.words();
        if let ["invoice", "pay", number, ..] = words[..] {
            let owed = &mut self.invoices.get_mut(number)?.owed;
            owed.changes(-PAYMENT, is_certain);
        }
        // It is told by its number, or it may have happened.
        self.closings.open += u64::from(deed.is_closing());
        let Outcome::Done(answer) = outcome else { return None };
        match words[..] {
            ["pos", "cash-in" | "cash-out", ..] => self.told_cash(&answer["expected"]),
            ["invoice", "pay", number, ..] => self.told_owed(number, &answer["open"]),
            ["pos", "close", ..] => {
                let certain = self.closings.certain;
                let wrong = self.closings.told(answer["z"].as_u64());
                // A closing that answers is one more than there were.
                let again = (self.closings.certain <= certain)
                    .then(|| format!("the closing {} after {certain}", answer["z"]));
                wrong.or(again).or_else(|| self.told_cash(&answer["counted"]))
            }
            ["cards", "sell", ..] => {
                self.cards.insert(text(&answer["card"]), 0);
                None
            }
            ["pos", "sell", ..] => {
                self.receipts.push((text(&answer["receipt"]), deed.cash));
                None
            }
            ["invoice", "issue", ..] => {
                let invoice = Invoice { owed: Sum::of(cents(&answer["gross"])), payments: 0 };
                self.invoices.insert(text(&answer["number"]), invoice);
                None
            }
            _ => None,
        }
    }

    /// The desk says how much cash should be in its till; gives back what is wrong with that.
    pub(crate) fn told_cash(&mut self, expected: &Value) -> Option<String> {
        self.cash.told("the till", expected)
    }

    /// The desk says where its till stands; gives back what is wrong with that.
    pub(crate) fn told_report(&mut self, report: &Value) -> Vec<String> {
        let closings = report["next_z"].as_u64().and_then(|next| next.checked_sub(1));
        let wrong = [self.told_cash(&report["expected"]), self.closings.told(closings)];
        wrong.into_iter().flatten().collect()
    }

    /// A desk says what is owed on an invoice; gives back what is wrong with that.
    pub(crate) fn told_owed(&mut self, number: &str, open: &Value) -> Option<String> {
        self.invoices.get_mut(number)?.owed.told(number, open)
    }

    /// Whether the invoice is of this desk, and known.
    pub(crate) fn has_invoice(&self, number: &str) -> bool {
        self.invoices.contains_key(number)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// An amount; what is none is like no amount that anybody believes.
pub(crate) fn cents(value: &Value) -> i64 {
    value.as_str().and_then(|text| parse_decimal_cents(text).ok()).unwrap_or(i64::MIN / 2)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn book() -> Book {
        Book::begin(&json!("500.00"))
    }

    #[test]
    fn what_has_no_answer_is_believed_both_ways_until_the_desk_says_it() {
        let mut book = book();
        let sale = Deed::new(&["pos", "sell"], PRICE);
        assert_eq!(book.note(&sale, &Outcome::Done(json!({ "receipt": "K-1" }))), None);
        assert_eq!(book.note(&sale, &Outcome::Open), None);
        assert_eq!(book.note(&sale, &Outcome::NotDone), None);
        assert_eq!(book.cash.believed(), BTreeSet::from([518_00, 536_00]));
        assert_eq!(book.told_cash(&json!("536.00")), None);
        assert!(book.told_cash(&json!("518.00")).is_some(), "it was said once");
    }

    #[test]
    fn closings_follow_each_other_and_take_over_what_was_counted() {
        let mut book = book();
        let close = Deed::new(&["pos", "close"], SHORT);
        let closed = |z: u64, counted: &str| Outcome::Done(json!({ "z": z, "counted": counted }));
        assert_eq!(book.note(&close, &closed(1, "499.00")), None);
        assert_eq!(book.note(&close, &Outcome::Open), None);
        assert_eq!(book.note(&close, &closed(3, "497.00")), None, "the one without an answer was");
        assert!(book.note(&close, &closed(3, "496.00")).is_some(), "a number twice");
        assert!(book.note(&close, &closed(5, "495.00")).is_some(), "a number left out");
        let report = json!({ "expected": "495.00", "next_z": 6 });
        assert_eq!(book.told_report(&report), Vec::<String>::new());
        assert_eq!(book.told_report(&json!({ "expected": "495.00", "next_z": 5 })).len(), 1);
    }

    #[test]
    fn nobody_comes_more_often_with_a_card_than_it_has_visits() {
        let mut book = book();
        let dice = Dice::new(2);
        let sale = Deed::new(&["cards", "sell"], 0);
        book.note(&sale, &Outcome::Done(json!({ "card": "K", "receipt": "KB-1" })));
        let visits: Vec<Deed> = (0..11).map(|_| book.visit(&dice)).collect();
        assert_eq!((visits[9].words()[1], visits[10].words()[0]), ("K", "sync"));
    }

    #[test]
    fn a_receipt_is_reversed_once_and_an_invoice_is_paid_a_few_times() {
        let mut book = book();
        let dice = Dice::new(1);
        assert_eq!(book.storno(&dice).words(), ["sync"]);
        let sale = Deed::new(&["pos", "sell"], PRICE);
        book.note(&sale, &Outcome::Done(json!({ "receipt": "K-1" })));
        let storno = book.storno(&dice);
        assert_eq!((storno.words()[2], storno.cash), ("K-1", -PRICE));
        assert_eq!(book.storno(&dice).words(), ["sync"]);

        let issued = json!({ "number": "R-1", "gross": "95.20" });
        book.note(&Deed::new(&["invoice", "issue"], 0), &Outcome::Done(issued));
        let payments: Vec<Deed> = (0..6).map(|_| book.payment(&dice)).collect();
        assert_eq!((payments[4].words()[2], payments[5].words()[0]), ("R-1", "sync"));
        book.note(&payments[0], &Outcome::Open);
        let paid = Outcome::Done(json!({ "open": "75.20" }));
        assert_eq!(book.note(&payments[1], &paid), None, "both were booked");
        assert!(book.told_owed("R-1", &json!("85.20")).is_some(), "one is lost");
    }
}
