using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>
/// What people and models write who mean something else, and what they mean. Nothing here says what is wrong: it is
/// asked about words that make no sense already.
/// </summary>
static class Slips
{
    const string Dashes = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212";   // of typesetters: hyphens, dashes, minus
    const string NoSuchLine = "no such line: a restore file begins with nothing there, unless with --noflush";

    /// <summary>
    /// A mark that looks like a blank or a quote, and is none, in the word that makes no sense, or before it where
    /// that is no option.
    /// </summary>
    public static Misread? OfMark(Misread misread, List<Word> words) => words
        .Where(word => word.Column == misread.At.Column
            || (word.Column < misread.At.Column && misread.At.Text is not ['-', ..]))
        .Select(OfMark).FirstOrDefault(marked => marked is not null);

    static Misread? OfMark(Word word)
    {
        for (var i = 0; i < word.Text.Length; i++)
        {
            var mark = word.Text[i];
            if (mark is > '\x7F' and not '\uFFFD' && char.IsWhiteSpace(mark))
                return new(word, new($"a blank that is no space (U+{(int)mark:X4})", "a space", i));
            if (mark is '\u201C' or '\u201D' or '\u201E')
                return new(word, new($"a quote of typesetters (U+{(int)mark:X4})", "\"", i));
        }

        return null;
    }

    /// <summary>A list with a blank behind one of its commas.</summary>
    public static Misread? OfList(Misread misread, List<Word> words)
    {
        var first = words.FindIndex(word => word.Column == misread.At.Column);
        if (first < 0) return null;

        var last = first;
        while (last + 1 < words.Count && words[last].Text is [.., ','] && words[last + 1].Text is not ['-', ..]) last++;
        if (last == first) return null;

        var joined = string.Concat(words[first..(last + 1)].Select(word => word.Text));
        return new(misread.At, new("a list has no blanks", joined));
    }

    /// <summary>A line for a shell: the program's name, and the line for a restore file.</summary>
    public static (Word At, Problem Problem)? OfShell(string line, List<Word> words)
    {
        var place = words.FindIndex(word => word.Text is not "sudo");
        if (place < 0 || words[place].Text.Split('/')[^1] is not ("iptables" or "ip6tables")) return null;

        var (last, message) = (words[place], "a command of the shell");
        var rest = words[(place + 1)..];
        if (rest is [{ Text: "-t" or "--table" }, var table, ..])
        {
            (last, message) = (table, $"{message}, and the table is named by *{table.Text} above its rules");
            rest = rest[2..];
        }

        var same = line[(last.Column - 1 + last.Text.Length)..].Trim();
        return (words[place], new(message, OfStatement(rest)?.Expected ?? same));
    }

    /// <summary>Of a command that iptables takes, from its word on.</summary>
    public static Problem? OfStatement(List<Word> words) => words.ConvertAll(word => word.Text) switch
    {
        ["-P" or "--policy", var chain, var policy, ..] =>
            new("a policy stands beside the name of its chain", $":{chain} {policy} [0:0]"),
        ["-N" or "--new-chain", var chain, ..] => new("a chain is there once it is named", $":{chain} - [0:0]"),
        ["-F" or "--flush", ..] => new("-F takes all rules out of a chain", NoSuchLine),
        ["-X" or "--delete-chain", ..] => new("-X takes chains out", NoSuchLine),
        ["-Z" or "--zero", ..] => new("-Z sets counters to zero", NoSuchLine),
        ["-D" or "--delete", ..] => new("-D takes a rule out", NoSuchLine),
        ["-t" or "--table", var table, ..] =>
            new("the table of a rule is the one that it stands in", $"*{table} above it, and no -t here"),
        _ => null,
    };

    /// <summary>Of a word where an option should stand.</summary>
    public static Problem? OfOption(string text)
    {
        if (text is ['#', ..])
            return new("a comment behind a rule", "it on a line of its own, or -m comment --comment \"...\"");
        if (text is ['!', '-', ..]) return new("'!' is a word of its own", $"! {text[1..]}");

        var name = text.TrimStart(['-', .. Dashes]);
        if (text[..^name.Length].All(c => c == '-'))
        {
            return text is ['-', var letter and (>= 'A' and <= 'Z'), ..] && BasicOptions.IsOfRule(char.ToLower(letter))
                ? new($"there is no option -{letter}", $"-{char.ToLower(letter)}")
                : null;
        }

        return new("a dash that is no hyphen", (name.Length == 1 ? "-" : "--") + name);
    }

    /// <summary>Of a long option behind one hyphen only.</summary>
    public static Problem? OfHyphen(string text, IpFamily family)
    {
        var whole = '-' + text;
        var name = whole.Split('=')[0];
        return BasicOptions.LongNames.Contains(name) || Catalogue.IsOption(name, family)
            ? new($"one hyphen before {name[2..]}", whole)
            : null;
    }

    /// <summary>Of an option whose match has not been loaded.</summary>
    public static Problem? OfLooseOption(string name, string value) =>
        name is "--state" ? new($"{name} needs a match before it", $"-m conntrack --ctstate {value}")
        : name is "--port" or "--dst-port" or "--destport" ? new($"there is no option {name} here", $"--dport {value}")
        : name is "--src-port" or "--srcport" ? new($"there is no option {name} here", $"--sport {value}")
        : null;

    public static Problem? OfProtocol(string text, bool isNegated)
    {
        if (text is "any" or "ANY" or "*") return new($"there is no protocol '{text}'", "no -p at all, or -p all");

        var parts = text.Split(',', '/', '|');
        return parts.Length > 1 && !isNegated && Array.TrueForAll(parts, part => ProtocolNames.TryRead(part, out _))
            ? new("-p takes one protocol", $"a rule for each: -p {string.Join(", then -p ", parts)}")
            : null;
    }

    /// <param name="option"><c>-s</c> or <c>-d</c>.</param>
    public static Problem? OfAddress(string option, string text, bool isNegated, IpFamily family)
    {
        if (text.ToUpperInvariant() is "ANY" or "ALL" or "ANYWHERE" or "*")
            return new($"'{text}' is no address", $"no {option} at all");
        if (text is ['!', .. var address]) return new($"'!' stands before {option}", $"! {option} {address}".Trim());

        var ends = text.Split(['-', .. Dashes]);
        if (ends.Length != 2 || !Array.TrueForAll(ends, end => AddressSyntax.TryReadAddress(end, family, out _)))
            return null;

        var range = option == "-s" ? "--src-range" : "--dst-range";
        return new($"{option} takes no range", $"-m iprange {(isNegated ? "! " : "")}{range} {ends[0]}-{ends[1]}");
    }

    public static Problem? OfTarget(string text) => text.ToUpperInvariant() switch
    {
        "DENY" or "BLOCK" or "DISCARD" or "REFUSE" or "BAN" =>
            new($"there is no target {text}", "DROP, which answers nothing, or REJECT, which tells the sender"),
        "ALLOW" or "PERMIT" or "PASS" => new($"there is no target {text}", "ACCEPT"),
        _ => null,
    };
}
