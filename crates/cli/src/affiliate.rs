//! `mojo affiliate`: the codes of the tenant as the platform told of them at the last sync, and their
//! flyers, without a network. Making and changing a code is the platform's and needs it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use mojo_desk::Desk;
use mojo_desk::views::{
    AffiliateCodeChange, AffiliateCodeInput, AffiliateCodeRow, AffiliateCodesView,
};
use serde_json::{Value, json};

use crate::output::{Failure, Output, save};

/// The codes that stand in affiliate links and on flyers.
#[derive(Subcommand)]
pub(crate) enum AffiliateCommand {
    /// The codes with their links, clicks and customers
    Codes,
    /// Makes a code; without STEM one is drawn
    Create {
        /// Letters and digits, 3 to 20; the check character is added
        stem: Option<String>,
        /// What you call it
        #[arg(long, value_name = "TEXT", default_value = "")]
        label: String,
        /// A text of your own: asked again with it and the same words there is one code
        #[arg(long, value_name = "KEY", value_parser = key)]
        key: Option<String>,
    },
    /// Names a code otherwise
    Rename {
        /// With its check character
        code: String,
        /// What you call it
        label: String,
    },
    /// Lets a code recruit nobody any more; whom it recruited stays recruited
    Retire {
        /// With its check character
        code: String,
    },
    /// Brings a retired code back
    Restore {
        /// With its check character
        code: String,
    },
    /// Writes the link of a code as a QR code: a page (.pdf) or the bare image (.png)
    Flyer {
        /// With its check character
        code: String,
        /// Where to; its ending says the form
        #[arg(short, value_name = "FILE")]
        output: PathBuf,
        /// de or en; of the page
        #[arg(long, value_name = "LANGUAGE", default_value = "de")]
        language: String,
    },
}

pub(crate) async fn run(
    desk: &Desk,
    command: AffiliateCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        AffiliateCommand::Codes => list(&desk.list_affiliate_codes().await?, out),
        AffiliateCommand::Create { stem, label, key } => {
            let input = AffiliateCodeInput { key, stem: stem.unwrap_or_default(), label };
            answer(&desk.create_affiliate_code(input).await?, out);
        }
        AffiliateCommand::Rename { code, label } => {
            let change = AffiliateCodeChange { code, label: Some(label), retired: None };
            answer(&desk.edit_affiliate_code(change).await?, out);
        }
        AffiliateCommand::Retire { code } => retire(desk, code, true, out).await?,
        AffiliateCommand::Restore { code } => retire(desk, code, false, out).await?,
        AffiliateCommand::Flyer { code, output, language } => {
            let document = match form(&output)? {
                Form::Page => desk.affiliate_flyer_pdf(code, language).await?,
                Form::Image => desk.affiliate_flyer_png(code).await?,
            };
            save(&document, &output, out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn retire(desk: &Desk, code: String, retired: bool, out: Output) -> Result<(), Failure> {
    let change = AffiliateCodeChange { code, label: None, retired: Some(retired) };
    answer(&desk.edit_affiliate_code(change).await?, out);
    Ok(())
}

/// By what the platform knows a wish that is sent again.
fn key(text: &str) -> Result<String, String> {
    let is_plain = text.chars().all(|letter| letter == ' ' || letter.is_ascii_graphic());
    match text.trim() {
        key if is_plain && (1..=200).contains(&key.len()) => Ok(key.to_owned()),
        _ => Err("1 to 200 plain letters, digits and signs".to_owned()),
    }
}

/// What a flyer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// PDF.
    Page,
    /// PNG.
    Image,
}

/// The form that the name of a file asks for.
fn form(path: &Path) -> Result<Form, Failure> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("pdf") => Ok(Form::Page),
        Some("png") => Ok(Form::Image),
        _ => {
            let text = format!("{}: name a file that ends with .pdf or .png", path.display());
            Err(Failure::usage(text))
        }
    }
}

fn list(view: &AffiliateCodesView, out: Output) {
    if view.is_local {
        out.note("there is no platform here; sign in to get affiliate codes");
    } else if !view.is_told {
        out.note("the platform has told of no affiliate codes yet; sync first");
    } else if view.codes.is_empty() {
        out.note("there is no affiliate code yet; make one with `mojo affiliate create`");
    }
    if view.untold > 0 {
        out.note(&format!("{} older codes are listed by the platform only", view.untold));
    }
    let codes: Vec<Value> = view.codes.iter().map(document).collect();
    out.answer(
        &json!({
            "codes": codes, "untold": view.untold, "told": view.is_told, "as_of": view.as_of,
        }),
        view.codes.iter().map(line),
    );
}

fn answer(row: &AffiliateCodeRow, out: Output) {
    out.answer(&document(row), [line(row)]);
}

fn document(row: &AffiliateCodeRow) -> Value {
    json!({
        "code": row.code, "label": row.label, "link": row.link, "created_at": row.created_at,
        "retired_at": row.retired_at, "clicks": row.clicks, "recruited": row.recruited,
    })
}

fn line(row: &AffiliateCodeRow) -> String {
    let state = if row.retired_at.is_some() { "retired" } else { "active" };
    format!(
        "{:<21}  {state:<7}  {:>6} clicks  {:>5} customers  {}  {}",
        row.code, row.clicks, row.recruited, row.link, row.label
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_the_file_says_what_is_written() {
        assert_eq!(form(Path::new("out/Flyer.PDF")).unwrap(), Form::Page);
        assert_eq!(form(Path::new("qr.png")).unwrap(), Form::Image);
        for wrong in ["flyer", "flyer.gif", ".pdf"] {
            assert_eq!(form(Path::new(wrong)).unwrap_err().exit_status(), 2, "{wrong}");
        }
    }

    #[test]
    fn a_key_is_what_the_platform_takes_for_one() {
        assert_eq!(key(" Messe 2026 ").as_deref(), Ok("Messe 2026"));
        assert_eq!(key(&"k".repeat(200)).map(|key| key.len()), Ok(200));
        for wrong in ["", " ", "Frühling", "a\nb", &"k".repeat(201)] {
            assert!(key(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_retired_code_says_so() {
        let row = AffiliateCodeRow {
            code: "BIRKENHAINX".to_owned(),
            label: "Homepage".to_owned(),
            link: "https://mojo.example/r/BIRKENHAINX".to_owned(),
            created_at: "2026-11-20T10:00:00.000Z".to_owned(),
            retired_at: Some("2026-11-21T10:00:00.000Z".to_owned()),
            clicks: 3,
            recruited: 1,
        };
        let said = line(&row);
        assert!(said.contains("retired") && said.ends_with("Homepage"), "{said}");
        assert_eq!(document(&row)["clicks"], 3);
    }
}
