using System.Globalization;
using System.IO.Compression;

namespace Olla.Proxy.Hosting.Logging;

/// <summary>A log file that is set aside, compressed, when it has grown large; old ones are deleted. Written by one task.</summary>
internal sealed class RotatingLogFile : Stream
{
    private readonly string _path;
    private readonly long _largest;
    private readonly int _backups;
    private readonly TimeSpan _age;
    private readonly TimeProvider _time;
    private FileStream _file;

    /// <param name="path">The file that is being written.</param>
    /// <param name="largest">Bytes after which it is set aside.</param>
    /// <param name="backups">Files kept besides.</param>
    /// <param name="age">How long they are kept.</param>
    /// <param name="time">Dates the files that are set aside.</param>
    public RotatingLogFile(string path, long largest, int backups, TimeSpan age, TimeProvider time)
    {
        (_path, _largest, _backups, _age, _time) = (path, largest, backups, age, time);
        _file = Append(path);
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _file.Length;

    public override long Position
    {
        get => _file.Position;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_file.Length > 0 && _file.Length + buffer.Length > _largest)
        {
            Rotate();
        }

        _file.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() => _file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static FileStream Append(string path) => new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);

    private void Rotate()
    {
        _file.Dispose();
        var stamp = _time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var aside = Path.ChangeExtension(_path, $".{stamp}.log.gz");
        using (var source = File.OpenRead(_path))
        using (var target = new GZipStream(File.Create(aside), CompressionLevel.Optimal))
        {
            source.CopyTo(target);
        }

        File.Delete(_path);
        _file = Append(_path);
        DeleteOld();
    }

    private void DeleteOld()
    {
        var pattern = Path.GetFileNameWithoutExtension(_path) + ".*.log.gz";
        var aside = new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(_path))!).GetFiles(pattern)
            .OrderByDescending(file => file.Name, StringComparer.Ordinal).ToArray();
        var horizon = _time.GetUtcNow() - _age;
        for (var i = 0; i < aside.Length; i++)
        {
            if (i >= _backups || aside[i].LastWriteTimeUtc < horizon.UtcDateTime)
            {
                aside[i].Delete();
            }
        }
    }
}
