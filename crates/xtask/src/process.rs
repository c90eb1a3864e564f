//! Other programs: said aloud, waited for, and never left behind.

use std::{
    io::{self, BufRead, BufReader},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{self, RecvTimeoutError},
    time::{Duration, Instant},
};

use crate::failure::{Failure, Outcome};

/// Says the command, runs it and fails when it fails.
pub(crate) fn run(command: &mut Command) -> Outcome {
    eprintln!("$ {}", words(command));
    let status = command.status().map_err(|error| missing(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("`{}` ended with {status}", words(command))))
}

/// Runs the command quietly and returns what it wrote on stdout.
pub(crate) fn output(command: &mut Command) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| missing(command, &error))?;
    if !output.status.success() {
        return Err(Failure::new(format!("`{}` ended with {}", words(command), output.status)));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| Failure::new(format!("`{}` wrote something that is no text", words(command))))
}

/// Runs the command and hands over every line that it and its programs write, stdout and stderr in
/// the order in which they were written.
pub(crate) fn lines(mut command: Command, mut each: impl FnMut(&str)) -> Outcome<ExitStatus> {
    let no_pipe = |error: io::Error| Failure::new(format!("there is no pipe: {error}"));
    let (reader, writer) = io::pipe().map_err(no_pipe)?;
    command.stdout(writer.try_clone().map_err(no_pipe)?).stderr(writer);
    let mut child = command.spawn().map_err(|error| missing(&command, &error))?;
    // It holds our ends of the pipe.
    drop(command);
    let (send, written) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(reader).split(b'\n').map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    let mut has_ended = false;
    loop {
        match written.recv_timeout(Duration::from_millis(500)) {
            Ok(line) => each(String::from_utf8_lossy(&line).trim_end_matches('\r')),
            Err(RecvTimeoutError::Disconnected) => break,
            // What it left running may hold the pipe open.
            Err(RecvTimeoutError::Timeout) if has_ended => break,
            Err(RecvTimeoutError::Timeout) => has_ended = matches!(child.try_wait(), Ok(Some(_))),
        }
    }
    child.wait().map_err(|error| Failure::new(format!("it cannot be waited for: {error}")))
}

/// True when the command runs and says yes; what it prints is nobody's business.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// A command whose process ends when this one does, even by `kill -9`.
pub(crate) fn bound_to_us(program: &Path) -> Command {
    if !cfg!(target_os = "linux") || !succeeds(Command::new("setpriv").arg("--version")) {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

/// Asks a process to end by a signal, waits for it a while, and ends it.
pub(crate) fn stop(child: &mut Child, signal: &str, patience: Duration) {
    let asked = cfg!(unix)
        && succeeds(Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]));
    let patience = if asked { patience } else { Duration::ZERO };
    let since = Instant::now();
    while since.elapsed() < patience {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    // It may have ended in between; then there is nothing to end and nothing to say.
    drop(child.kill());
    drop(child.wait());
}

/// True for the superuser.
pub(crate) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

fn words(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

fn missing(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` cannot be started: {error}", command.get_program().display()))
}
