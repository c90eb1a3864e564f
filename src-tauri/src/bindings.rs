//! The window's TypeScript, written from the table of commands and the views. A test fails when
//! the files in `ui/src/lib/backend/bindings` are stale; with `MOJO_UPDATE_BINDINGS` it writes them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use mojo_desk::views::{CommandError, ImportProgress};
use ts_rs::{Config, TS, TypeVisitor};

use crate::commands::described;

/// The views met so far, by name.
pub(crate) struct Types {
    config: Config,
    declared: BTreeMap<String, String>,
}

impl Types {
    /// The name of a type in TypeScript; its declaration and those it needs are noted.
    pub(crate) fn name<T: TS + 'static + ?Sized>(&mut self) -> String {
        self.visit::<T>();
        T::name(&self.config)
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_some() {
            let name = T::ident(&self.config);
            if self.declared.contains_key(&name) {
                return;
            }
            let docs = T::docs().map(|docs| comment(&docs)).unwrap_or_default();
            let declaration = format!("{docs}export {}\n", T::decl(&self.config));
            self.declared.insert(name, declaration);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// A doc comment as ts-rs gives it, on lines of its own.
fn comment(docs: &str) -> String {
    format!("{}\n", docs.trim_end())
}

fn render() -> (String, String) {
    let mut types = Types { config: Config::new(), declared: BTreeMap::new() };
    types.name::<CommandError>();
    types.name::<ImportProgress>();
    let commands = described(&mut types);
    let head = "// Generated from Rust: `cargo xtask bindings`.\n";
    let mut views = head.to_owned();
    for declaration in types.declared.values() {
        let _ = write!(views, "\n{declaration}");
    }
    let names: Vec<&str> = types.declared.keys().map(String::as_str).collect();
    let mut interface = String::new();
    let mut calls = String::new();
    for command in &commands {
        let name = camel(command.name);
        let parameters: Vec<String> =
            command.arguments.iter().map(|(n, t)| format!("{}: {t}", camel(n))).collect();
        let arguments: Vec<String> = command.arguments.iter().map(|(n, _)| camel(n)).collect();
        let answer = if command.answer == "null" { "void" } else { &command.answer };
        let _ = writeln!(interface, "  {name}({}): Promise<{answer}>;", parameters.join(", "));
        let _ = writeln!(
            calls,
            "    {name}: ({list}) => call('{raw}', {{ {list} }}),",
            list = arguments.join(", "),
            raw = command.name
        );
    }
    let calls = calls.replace("{  }", "{}");
    let commands = format!(
        "{head}\nimport type {{ {} }} from './views';\n\n\
         /** Every question the window may ask of the desk. */\n\
         export interface DeskCommands {{\n{interface}}}\n\n\
         /** The commands over `call`, which carries a name and its arguments to the desk. */\n\
         export function deskCommands(\n  \
         call: <T>(name: string, args: Record<string, unknown>) => Promise<T>,\n\
         ): DeskCommands {{\n  return {{\n{calls}  }};\n}}\n",
        names.join(", ")
    );
    (views, commands)
}

/// `show_contact` becomes `showContact`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut text, word| {
        let mut letters = word.chars();
        text.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        text.push_str(letters.as_str());
        text
    })
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/lib/backend/bindings")
}

#[test]
fn the_bindings_are_up_to_date() {
    let (views, commands) = render();
    let index = "// Generated from Rust: `cargo xtask bindings`.\n\n\
                 export * from './commands';\nexport type * from './views';\n";
    let files =
        [("views.ts", views.as_str()), ("commands.ts", commands.as_str()), ("index.ts", index)];
    for (name, text) in files {
        let path = folder().join(name);
        if std::env::var_os("MOJO_UPDATE_BINDINGS").is_some() {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, text).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == text, "{name} is stale: run `cargo xtask bindings`");
    }
}

#[test]
fn the_windows_rights_name_every_command_and_no_other() {
    let mut types = Types { config: Config::new(), declared: BTreeMap::new() };
    let commands = described(&mut types);
    let names: Vec<String> = commands.iter().map(|c| format!("\"{}\"", c.name)).collect();
    let expected = format!(
        "# What the page may ask of the desk: a command that no permission names here is refused.\n\
         # Written with the bindings: `cargo xtask bindings`.\n\
         [default]\n\
         description = \"The desk's commands for the main window.\"\n\
         permissions = [\"allow-desk\"]\n\n\
         [[permission]]\n\
         identifier = \"allow-desk\"\n\
         description = \"Every command of the desk.\"\n\
         commands.allow = [\n  {},\n]\n",
        names.join(",\n  ")
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/permissions/app.toml");
    if std::env::var_os("MOJO_UPDATE_BINDINGS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == expected, "the window's rights are stale: run `cargo xtask bindings`");
}
