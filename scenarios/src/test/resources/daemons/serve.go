// A daemon in Go, with raw system calls as its runtime makes them: one goroutine polls, sixteen
// answer.
package main

import (
    "encoding/binary"
    "fmt"
    "os"
    "os/signal"
    "path/filepath"
    "sync"
    "sync/atomic"
    "syscall"
    "unsafe"
)

const (
    readComplete = 0x40049801
    workers      = 16
    pollMillis   = 500
    pollIn       = 1
)

type pollFd struct {
    fd      int32
    events  int16
    revents int16
}

type object struct {
    image *os.File
    fd    int
}

type daemon struct {
    device  int
    images  string
    lock    sync.Mutex
    objects map[uint32]*object
    failed  atomic.Bool
}

func (d *daemon) fail(what string, err error) {
    fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
    d.failed.Store(true)
}

func (d *daemon) command(format string, args ...any) error {
    text := fmt.Sprintf(format, args...)
    n, err := syscall.Write(d.device, []byte(text))
    if err == nil && n != len(text) {
        return fmt.Errorf("%d of %d bytes written", n, len(text))
    }
    return err
}

func (d *daemon) open(m []byte) {
    volumeLength := binary.LittleEndian.Uint32(m[16:])
    fd := int(binary.LittleEndian.Uint32(m[24:]))
    id := binary.LittleEndian.Uint32(m)
    image, err := os.Open(filepath.Join(d.images, string(m[32+volumeLength:])))
    if err != nil {
        // The refusal first, then the descriptor.
        if err := d.command("copen %d,%d", id, -int(syscall.ENODEV)); err != nil {
            d.fail("refusing", err)
        }
        syscall.Close(fd)
        return
    }
    size, err := image.Seek(0, 2)
    if err != nil {
        d.fail("size", err)
    }
    d.lock.Lock()
    d.objects[binary.LittleEndian.Uint32(m[12:])] = &object{image, fd}
    d.lock.Unlock()
    if err := d.command("copen %d,%d", id, size); err != nil {
        d.fail("copen", err)
    }
}

func (d *daemon) read(m []byte) {
    d.lock.Lock()
    o := d.objects[binary.LittleEndian.Uint32(m[12:])]
    d.lock.Unlock()
    // Even after an error: somebody waits.
    defer func() {
        id := binary.LittleEndian.Uint32(m)
        if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, uintptr(o.fd), readComplete, uintptr(id)); e != 0 {
            d.fail("complete", e)
        }
    }()
    offset := int64(binary.LittleEndian.Uint64(m[16:]))
    data := make([]byte, binary.LittleEndian.Uint64(m[24:]))
    if n, err := o.image.ReadAt(data, offset); err != nil && n == 0 {
        d.fail("image", err)
        return
    }
    if n, err := syscall.Pwrite(o.fd, data, offset); err != nil || n != len(data) {
        d.fail("pwrite", err)
    }
}

func (d *daemon) close(m []byte) {
    id := binary.LittleEndian.Uint32(m[12:])
    d.lock.Lock()
    o := d.objects[id]
    delete(d.objects, id)
    d.lock.Unlock()
    syscall.Close(o.fd)
    o.image.Close()
}

func (d *daemon) work(messages <-chan []byte, done *sync.WaitGroup) {
    defer done.Done()
    for m := range messages {
        switch binary.LittleEndian.Uint32(m[4:]) {
        case 0:
            d.open(m)
        case 1:
            d.close(m)
        case 2:
            d.read(m)
        }
    }
}

// Waits for the device to be readable, but not for ever: nothing could wake this goroutine.
func (d *daemon) await() (bool, error) {
    p := pollFd{fd: int32(d.device), events: pollIn}
    limit := syscall.NsecToTimespec(pollMillis * 1e6)
    n, _, e := syscall.Syscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(&p)), 1,
        uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
    if e == syscall.EINTR || n == 0 && e == 0 {
        return false, nil
    }
    if e != 0 {
        return false, e
    }
    if p.revents != pollIn {
        return false, fmt.Errorf("events %x", p.revents)
    }
    return true, nil
}

func (d *daemon) receive(messages chan<- []byte) error {
    for {
        m := make([]byte, 1024)
        n, err := syscall.Read(d.device, m)
        if err == syscall.EINTR {
            continue
        }
        if err != nil || n == 0 {
            return err
        }
        messages <- m[:n]
    }
}

func (d *daemon) run(stop <-chan os.Signal) error {
    messages := make(chan []byte)
    var done sync.WaitGroup
    done.Add(workers)
    for i := 0; i < workers; i++ {
        go d.work(messages, &done)
    }
    defer func() {
        close(messages)
        done.Wait()
    }()
    for {
        select {
        case <-stop:
            return nil
        default:
        }
        if readable, err := d.await(); err != nil {
            return err
        } else if readable {
            if err := d.receive(messages); err != nil {
                return err
            }
        }
    }
}

func main() {
    if len(os.Args) != 3 {
        os.Exit(2)
    }
    stop := make(chan os.Signal, 1)
    signal.Notify(stop, syscall.SIGTERM)
    device, err := syscall.Open("/dev/cachefiles", syscall.O_RDWR, 0)
    if err != nil {
        fmt.Fprintln(os.Stderr, err)
        os.Exit(1)
    }
    d := &daemon{device: device, images: os.Args[2], objects: map[uint32]*object{}}
    for _, command := range []string{"dir " + os.Args[1], "tag go", "bind ondemand"} {
        if err := d.command("%s", command); err != nil {
            fmt.Fprintln(os.Stderr, command, err)
            os.Exit(1)
        }
    }
    if err := d.run(stop); err != nil {
        d.fail("run", err)
    }
    syscall.Close(device)
    if d.failed.Load() {
        os.Exit(1)
    }
}
