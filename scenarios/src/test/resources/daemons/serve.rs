//! A daemon in Rust, with the standard library alone: one thread polls, four do the reads.
use std::collections::HashMap;
use std::env;
use std::ffi::{c_int, c_ulong};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, RawFd};
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{channel, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;

const READ_COMPLETE: c_ulong = 0x4004_9801;
const SIGTERM: c_int = 15;
const POLLIN: i16 = 1;
const ENOENT: i32 = 2;

#[repr(C)]
struct PollFd {
    fd: c_int,
    events: i16,
    revents: i16,
}

unsafe extern "C" {
    fn poll(fds: *mut PollFd, count: c_ulong, timeout: c_int) -> c_int;
    fn ioctl(fd: c_int, request: c_ulong, ...) -> c_int;
    fn signal(number: c_int, handler: extern "C" fn(c_int)) -> usize;
    fn write(fd: c_int, bytes: *const u8, count: usize) -> isize;
}

static STOP: AtomicI32 = AtomicI32::new(-1);

extern "C" fn on_term(_: c_int) {
    unsafe { write(STOP.load(Ordering::Relaxed), b"x".as_ptr(), 1) };
}

/// An image, and the anonymous file through which the kernel gets it.
struct Object {
    image: File,
    anonymous: File,
}

struct Request {
    id: u32,
    offset: u64,
    length: u64,
    object: Arc<Object>,
}

impl Request {
    fn serve(&self) -> io::Result<()> {
        let mut data = vec![0; self.length as usize];
        let mut have = 0;
        while have < data.len() {
            let n = self.object.image.read_at(&mut data[have..], self.offset + have as u64)?;
            if n == 0 {
                break;
            }
            have += n;
        }
        self.object.anonymous.write_all_at(&data, self.offset)?;
        let fd = self.object.anonymous.as_raw_fd();
        match unsafe { ioctl(fd, READ_COMPLETE, self.id as c_ulong) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_ne_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn long(bytes: &[u8], at: usize) -> u64 {
    u64::from_ne_bytes(bytes[at..at + 8].try_into().unwrap())
}

struct Daemon {
    device: File,
    images: PathBuf,
    objects: HashMap<u32, Arc<Object>>,
}

impl Daemon {
    fn bind(cache: &str, images: &str) -> io::Result<Daemon> {
        let mut device = OpenOptions::new().read(true).write(true).open("/dev/cachefiles")?;
        for command in [format!("dir {cache}"), "tag rust".into(), "bind ondemand".into()] {
            device.write_all(command.as_bytes())?;
        }
        Ok(Daemon { device, images: Path::new(images).to_owned(), objects: HashMap::new() })
    }

    fn open(&mut self, message: &[u8]) -> io::Result<()> {
        let volume_length = word(message, 16) as usize;
        let key = &message[32 + volume_length..];
        let anonymous = unsafe { File::from_raw_fd(word(message, 24) as RawFd) };
        let image = File::open(self.images.join(String::from_utf8_lossy(key).as_ref()));
        let size = match image.and_then(|f| Ok((f.metadata()?.len(), f))) {
            Ok((size, image)) => {
                self.objects.insert(word(message, 12), Arc::new(Object { image, anonymous }));
                size as i64
            }
            Err(e) => -i64::from(e.raw_os_error().unwrap_or(ENOENT)),
        };
        self.device.write_all(format!("copen {},{}", word(message, 0), size).as_bytes())
    }

    /// Takes all messages that there are.
    fn drain(&mut self, reads: &dyn Fn(Request)) -> io::Result<()> {
        let mut buffer = [0; 1024];
        loop {
            let n = self.device.read(&mut buffer)?;
            let message = &buffer[..n];
            if n == 0 {
                return Ok(());
            }
            match word(message, 4) {
                0 => self.open(message)?,
                1 => drop(self.objects.remove(&word(message, 12))),
                _ => reads(Request {
                    id: word(message, 0),
                    offset: long(message, 16),
                    length: long(message, 24),
                    object: self.objects[&word(message, 12)].clone(),
                }),
            }
        }
    }

    fn run(&mut self, stop: &UnixStream, reads: &dyn Fn(Request)) -> io::Result<()> {
        loop {
            let entry = |fd| PollFd { fd, events: POLLIN, revents: 0 };
            let mut fds = [entry(self.device.as_raw_fd()), entry(stop.as_raw_fd())];
            if unsafe { poll(fds.as_mut_ptr(), 2, -1) } < 0 {
                continue;
            }
            if fds[1].revents != 0 {
                return Ok(());
            }
            if fds[0].revents & !POLLIN != 0 {
                return Err(io::Error::other(format!("events {:x}", fds[0].revents)));
            }
            self.drain(reads)?;
        }
    }
}

fn work(requests: &Mutex<Receiver<Request>>) {
    loop {
        let Ok(request) = requests.lock().unwrap().recv() else { return };
        if let Err(e) = request.serve() {
            eprintln!("read {}: {e}", request.id);
        }
    }
}

fn serve(cache: &str, images: &str) -> io::Result<()> {
    let (stop, stopper) = UnixStream::pair()?;
    STOP.store(stopper.as_raw_fd(), Ordering::Relaxed);
    unsafe { signal(SIGTERM, on_term) };
    let mut daemon = Daemon::bind(cache, images)?;
    let (sender, receiver) = channel();
    let receiver = Mutex::new(receiver);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| work(&receiver));
        }
        let result = daemon.run(&stop, &|request| sender.send(request).unwrap());
        drop(sender);
        result
    })
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().collect();
    let [_, cache, images] = arguments.as_slice() else { return ExitCode::from(2) };
    match serve(cache, images) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}
