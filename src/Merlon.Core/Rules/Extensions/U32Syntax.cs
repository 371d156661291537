using System.Text;
using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>
/// <c>LOCATION=VALUES&amp;&amp;...</c>: words of 32 bits, found by steps from number to number, and what they may be
/// (iptables-extensions(8), u32). Printed with every number in hexadecimal.
/// </summary>
static class U32Syntax
{
    public static readonly WordSyntax<string> Tests = new(TryRead, Words.InQuotes);

    static bool TryRead(string text, IpFamily family, out string value, out Problem problem)
    {
        var printed = new StringBuilder();
        var at = 0;
        value = "";
        problem = default;
        while (true)
        {
            if (!ReadRun(text, ref at, printed, "&", "<<", ">>", "@") || !Take(text, ref at, printed, "=")
                || !ReadRun(text, ref at, printed, ",", ":"))
            {
                problem = new("this is no test", "LOCATION=VALUES, as 6&0xff=1", at);
                return false;
            }

            if (Take(text, ref at, printed, "&&")) continue;
            value = printed.ToString();
            if (at == text.Length) return true;
            problem = new($"'{text[at..]}' follows a test", "&& and another one", at);
            return false;
        }
    }

    // Numbers with one of these between each two.
    static bool ReadRun(string text, ref int at, StringBuilder printed, params ReadOnlySpan<string> betweens)
    {
        while (true)
        {
            while (at < text.Length && text[at] == ' ') at++;
            if (Numbers.Read(text.AsSpan(at), out var used) is not { } number || number > uint.MaxValue) return false;
            printed.Append(Numbers.Hex(number));
            at += used;

            var isMore = false;
            foreach (var between in betweens)
            {
                var isEnd = text.AsSpan(Math.Min(at, text.Length)).StartsWith("&&");
                isMore |= !isMore && !isEnd && Take(text, ref at, printed, between);
            }

            if (!isMore) return true;
        }
    }

    static bool Take(string text, ref int at, StringBuilder printed, string mark)
    {
        var next = at;
        while (next < text.Length && text[next] == ' ') next++;
        if (!text.AsSpan(next).StartsWith(mark)) return false;
        printed.Append(mark);
        at = next + mark.Length;
        return true;
    }
}
