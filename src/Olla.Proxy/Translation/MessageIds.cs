using System.Numerics;
using System.Security.Cryptography;

namespace Olla.Proxy.Translation;

/// <summary>Makes identifiers in the shape that clients of the Messages API know.</summary>
internal static class MessageIds
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private const int RandomBytes = 16;

    public static string NewMessage() => "msg_01" + NewToken();

    public static string NewToolUse() => "toolu_01" + NewToken();

    /// <summary>An identifier of the Responses API: <c>resp_…</c>, <c>msg_…</c>, <c>fc_…</c>, <c>rs_…</c>, <c>call_…</c>.</summary>
    public static string New(string prefix) => prefix + NewToken();

    /// <summary>Sixteen random bytes in base 58. Identifiers must not be guessable, hence not from a seeded generator.</summary>
    private static string NewToken()
    {
        var number = new BigInteger(RandomNumberGenerator.GetBytes(RandomBytes), isUnsigned: true);
        Span<char> digits = stackalloc char[22];
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            number = BigInteger.DivRem(number, Alphabet.Length, out var digit);
            digits[i] = Alphabet[(int)digit];
        }

        return new string(digits);
    }
}
