//! How the table of commands becomes Tauri commands, their registration and their description.

/// A command as the window's bindings describe it.
#[cfg(test)]
pub(crate) struct Described {
    /// The name in Rust.
    pub(crate) name: &'static str,
    /// The arguments: name in Rust, type in TypeScript.
    pub(crate) arguments: Vec<(&'static str, String)>,
    /// The answer's type in TypeScript.
    pub(crate) answer: String,
}

macro_rules! commands {
    (
        door {
            $(fn $door:ident($($door_argument:ident: $door_type:ty),*) -> $door_answer:ty;)*
        }
        verbs {
            $($noun:ident {
                $(fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*
            })*
        }
        beside {
            $($file:ident: fn $own:ident($($own_argument:ident: $own_type:ty),*) -> $own_answer:ty;)*
        }
    ) => {
        /// What is answered while the window is locked, too.
        pub(crate) mod door {
            use mojo_desk::views::*;

            $(
                #[tauri::command]
                pub(crate) async fn $door(
                    shell: tauri::State<'_, crate::state::Shell>,
                    $($door_argument: $door_type),*
                ) -> Result<$door_answer, CommandError> {
                    Ok(shell.desk().await?.$door($($door_argument),*).await?)
                }
            )*
        }

        $(
            pub(crate) mod $noun {
                use mojo_desk::views::*;

                $(
                    #[tauri::command]
                    pub(crate) async fn $name(
                        shell: tauri::State<'_, crate::state::Shell>,
                        $($argument: $type),*
                    ) -> Result<$answer, CommandError> {
                        Ok(shell.unlocked().await?.$name($($argument),*).await?)
                    }
                )*
            }
        )*

        /// Registers every command.
        pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync {
            tauri::generate_handler![$(door::$door,)* $($($noun::$name,)*)* $($file::$own,)*]
        }

        /// Every command, for the bindings and for the window's rights.
        #[cfg(test)]
        pub(crate) fn described(types: &mut crate::bindings::Types) -> Vec<table::Described> {
            vec![
                $(table::Described {
                    name: stringify!($door),
                    arguments: vec![$((stringify!($door_argument), types.name::<$door_type>())),*],
                    answer: types.name::<$door_answer>(),
                },)*
                $($(table::Described {
                    name: stringify!($name),
                    arguments: vec![$((stringify!($argument), types.name::<$type>())),*],
                    answer: types.name::<$answer>(),
                },)*)*
                $(table::Described {
                    name: stringify!($own),
                    arguments: vec![$((stringify!($own_argument), types.name::<$own_type>())),*],
                    answer: types.name::<$own_answer>(),
                },)*
            ]
        }
    };
}
