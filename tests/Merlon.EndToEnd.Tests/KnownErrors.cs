using System.Text.RegularExpressions;
using Merlon.Rules.Syntax;

namespace Merlon;

/// <summary>
/// Where iptables 1.8.9 with nf_tables is of another mind than its own test suite, than its successors, or than the
/// rule that it was given. What names stand for outside (hosts, accounts, services beyond the known ones) is not asked.
/// </summary>
static partial class KnownErrors
{
    /// <summary>Whether one of them explains a disagreement over a rule.</summary>
    public static bool Explain(string line, ReadRuleSet read) =>
        TwoNativeMatches().IsMatch(line)
        || IcmpCodes().IsMatch(line)
        || NoFlags().IsMatch(line)
        || line.Count(c => c == '"') % 2 != 0   // the newline becomes part of the last word
        || (read.IsValid
            ? AllPorts().IsMatch(RuleSetWriter.Print(read.Rules))
            : IsStricter(line, read.Faults[0].Message));

    // Later versions refuse ranges that run backwards, ports past 65535, which wrap around, and protocol 0; and
    // iptables-legacy a match behind a negated protocol.
    static bool IsStricter(string line, string message) =>
        message.Contains("runs backwards", StringComparison.Ordinal)
        || (message.Contains("not a number from 0 to 65535", StringComparison.Ordinal) && WrappingPort().IsMatch(line))
        || (message.Contains("is no protocol", StringComparison.Ordinal) && TrackedProtocol().IsMatch(line))
        || HelpAsked().IsMatch(line)
        || (message.Contains("needs its protocol", StringComparison.Ordinal) && NegatedProtocol().IsMatch(line));

    // Of two matches that nf_tables has itself, only the last is printed.
    [GeneratedRegex(@"(--(so|d|t|sy|sp)[a-z-]*|-m ""?(tcp|udp|icmp6?)""?)[\s=].*-m ""?(tcp|udp|icmp6?)\b")]
    private static partial Regex TwoNativeMatches();

    // Of a range of codes only the first is kept; ICMP's type 255 is any, whatever its code.
    [GeneratedRegex(@"--ic[a-z0-9-]*[ =]""?[^ ]*(/[^ ]*:|255|0xff)")]
    private static partial Regex IcmpCodes();

    // A test of no flag at all is dropped.
    [GeneratedRegex(@"--tcp-f[a-z]*[ =]""?(NONE|"")", RegexOptions.IgnoreCase)]
    private static partial Regex NoFlags();

    // So is "none of all ports"; and all but the first are printed in two ways.
    [GeneratedRegex(@"! --[sd]port 0:65535|-m tcp.* --[sd]port \d+:65535 .*--tcp-option")]
    private static partial Regex AllPorts();

    [GeneratedRegex(@"udp|17|dccp|--ct(o|r)\w+p")]
    private static partial Regex WrappingPort();

    [GeneratedRegex(@"--ctp")]
    private static partial Regex TrackedProtocol();

    // Then nothing is read at all.
    [GeneratedRegex(@"\s--h(e(lp?)?)?[\s=]")]
    private static partial Regex HelpAsked();

    [GeneratedRegex(@"!\s+(-p|--p)")]
    private static partial Regex NegatedProtocol();
}
