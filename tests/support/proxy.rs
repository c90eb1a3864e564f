//! A network between real processes: a TCP proxy in front of the platform that can be slow, silent
//! in one direction or both (half-open connections that stay open), cut off, and gone.
//!
//! What was held back while it was silent goes on when it heals, as TCP does it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// How the network is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weather {
    /// As it should be.
    Fine,
    /// Every piece takes so long.
    Slow(Duration),
    /// Nothing reaches the platform; its answers to what it got still come.
    SilentUp,
    /// The platform hears, and nothing comes back.
    SilentDown,
    /// Nothing goes either way, and nobody is told.
    Silent,
    /// All connections are cut, and new ones are refused.
    Gone,
}

impl Weather {
    fn carries(self, way: Way) -> bool {
        match self {
            Self::Fine | Self::Slow(_) => true,
            Self::SilentUp => way == Way::Down,
            Self::SilentDown => way == Way::Up,
            Self::Silent | Self::Gone => false,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// The proxy of one desk. It lives as long as its runtime.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// Where the desk connects to.
    pub address: SocketAddr,
    weather: watch::Sender<Weather>,
    platform: Arc<Mutex<SocketAddr>>,
    /// Counts the cuts: a connection of an earlier count ends.
    cuts: watch::Sender<u64>,
}

impl Proxy {
    /// A proxy in front of `platform`.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn open(platform: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            address: listener.local_addr().unwrap(),
            weather: watch::channel(Weather::Fine).0,
            platform: Arc::new(Mutex::new(platform)),
            cuts: watch::channel(0).0,
        };
        let serving = proxy.clone();
        tokio::spawn(async move {
            loop {
                let Ok((desk, _)) = listener.accept().await else { continue };
                let proxy = serving.clone();
                tokio::spawn(async move { proxy.carry(desk).await });
            }
        });
        proxy
    }

    /// Its address as a platform's.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Another platform stands behind it from now on.
    ///
    /// # Panics
    /// When a thread died while it looked.
    pub fn lead_to(&self, platform: SocketAddr) {
        *self.platform.lock().unwrap() = platform;
    }

    /// The network changes.
    pub fn set(&self, weather: Weather) {
        self.weather.send_replace(weather);
        if weather == Weather::Gone {
            self.cut();
        }
    }

    /// All connections break now, in the middle of what they carry.
    pub fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    async fn carry(self, desk: TcpStream) {
        if *self.weather.borrow() == Weather::Gone {
            return;
        }
        let address = *self.platform.lock().unwrap();
        let mut cuts = self.cuts.subscribe();
        cuts.mark_unchanged();
        let Ok(platform) = TcpStream::connect(address).await else { return };
        // What is delayed here is delayed on purpose.
        drop((desk.set_nodelay(true), platform.set_nodelay(true)));
        let (from_desk, to_desk) = desk.into_split();
        let (from_platform, to_platform) = platform.into_split();
        let up = pump(from_desk, to_platform, Way::Up, self.weather.subscribe());
        let down = pump(from_platform, to_desk, Way::Down, self.weather.subscribe());
        tokio::select! {
            _ = async { tokio::join!(up, down) } => {}
            _ = cuts.changed() => {}
        }
    }
}

/// Carries bytes one way until the sender ends or the receiver is gone.
async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    way: Way,
    mut weather: watch::Receiver<Weather>,
) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await.unwrap_or(0);
        let now = match weather.wait_for(|weather| weather.carries(way)).await {
            Ok(weather) => *weather,
            Err(_) => return,
        };
        if let Weather::Slow(delay) = now {
            tokio::time::sleep(delay).await;
        }
        if read == 0 {
            drop(to.shutdown().await);
            return;
        }
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
