using System.Globalization;
using System.Text;

namespace Olla.EndToEnd.Tests.Wire;

/// <summary>Takes recorded HTTP/1.1 bytes apart, plainly: an oracle, not a parser for production.</summary>
internal static class HttpAnswers
{
    /// <summary>Bodies of all answers on one connection, chunk framing removed.</summary>
    public static IReadOnlyList<byte[]> Bodies(byte[] connection)
    {
        var bodies = new List<byte[]>();
        var at = 0;
        while (at < connection.Length)
        {
            var end = connection.AsSpan(at).IndexOf("\r\n\r\n"u8);
            var head = Encoding.ASCII.GetString(connection, at, end);
            at += end + 4;
            var length = Header(head, "Content-Length");
            if (length is not null)
            {
                var count = int.Parse(length, CultureInfo.InvariantCulture);
                bodies.Add(connection[at..(at + count)]);
                at += count;
                continue;
            }

            using var body = new MemoryStream();
            int size;
            do
            {
                var line = connection.AsSpan(at).IndexOf("\r\n"u8);
                size = int.Parse(Encoding.ASCII.GetString(connection, at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                at += line + 2;
                body.Write(connection, at, size);
                at += size + 2;
            }
            while (size > 0);
            bodies.Add(body.ToArray());
        }

        return bodies;
    }

    private static string? Header(string head, string name) => head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}
