using System.Collections.Frozen;
using System.Collections.Immutable;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>The options that every rule has, whatever its extensions (iptables(8), PARAMETERS).</summary>
static class BasicOptions
{
    public const string Usage = "-s, -d, -i, -o, -p, -f, -m, -j, -g or an option of an extension";

    static readonly FrozenDictionary<string, char> Letters = new Dictionary<string, char>
    {
        ["--append"] = 'A',
        ["--delete"] = 'D',
        ["--check"] = 'C',
        ["--insert"] = 'I',
        ["--replace"] = 'R',
        ["--list"] = 'L',
        ["--list-rules"] = 'S',
        ["--flush"] = 'F',
        ["--zero"] = 'Z',
        ["--new-chain"] = 'N',
        ["--delete-chain"] = 'X',
        ["--rename-chain"] = 'E',
        ["--policy"] = 'P',
        ["--source"] = 's',
        ["--destination"] = 'd',
        ["--src"] = 's',
        ["--dst"] = 'd',
        ["--protocol"] = 'p',
        ["--in-interface"] = 'i',
        ["--jump"] = 'j',
        ["--table"] = 't',
        ["--match"] = 'm',
        ["--numeric"] = 'n',
        ["--out-interface"] = 'o',
        ["--verbose"] = 'v',
        ["--wait"] = 'w',
        ["--wait-interval"] = 'W',
        ["--exact"] = 'x',
        ["--fragments"] = 'f',
        ["--version"] = 'V',
        ["--help"] = 'h',
        ["--line-numbers"] = '0',
        ["--modprobe"] = 'M',
        ["--set-counters"] = 'c',
        ["--goto"] = 'g',
        ["--ipv4"] = '4',
        ["--ipv6"] = '6',
    }.ToFrozenDictionary();

    public static readonly ImmutableArray<string> LongNames = [.. Letters.Keys.Order(StringComparer.Ordinal)];

    public static char Letter(string longName) => Letters[longName];

    public static bool IsKnown(char letter) => letter != '0' && Letters.Values.Contains(letter);

    /// <summary>Whether it is one of those that say what a rule does.</summary>
    public static bool IsOfRule(char letter) => letter is 's' or 'd' or 'i' or 'o' or 'p' or 'f' or 'm' or 'j' or 'g';

    public static bool TakesValue(char letter) => letter is not ('f' or '4' or '6' or 'n' or 'v' or 'x' or 'h' or 'V');

    /// <summary>Whether its value may be attached to it; iptables 1.8.9 does not find that of the others.</summary>
    public static bool TakesAttached(char letter) => letter is 'A' or 'I' or 'c' or 'g' or 'm' or 'M';

    /// <summary>
    /// The value that is attached to an option. Where iptables 1.8.9 looks for that of most, it finds the word that
    /// holds the option too.
    /// </summary>
    /// <param name="whole">The word that holds both.</param>
    public static Word Attached(char letter, Word word, Word value, Word whole, IpFamily family)
    {
        if (TakesAttached(letter)) return value;

        var isValue = letter switch
        {
            'i' or 'o' => InterfaceName.Fits(whole.Text),
            's' or 'd' => AddressSyntax.TryRead(whole.Text.Split(',')[0], family, out _, out _),   // of /0, any address
            _ => false,
        };
        if (isValue) return whole;

        var name = word.Text[..^value.Text.Length].TrimEnd('=');
        throw new Misread(word, TakesValue(letter)
            ? new($"iptables takes no value that is attached to {name}", $"{name} {value.Text.TrimStart('=')}")
            : new($"{name} takes no value", name));
    }

    public static bool IsNegatable(char letter) => letter is 's' or 'd' or 'i' or 'o' or 'p' or 'f' or '4' or '6';

    /// <summary>Whether two names stand for one option, so that a beginning of both is no riddle.</summary>
    public static bool AreSame(
        (string Name, Loaded? In, Option? Option) one, (string Name, Loaded? In, Option? Option) other) =>
        one.Option is null && other.Option is null
            ? Letters[one.Name] == Letters[other.Name]
            : one.Option == other.Option;
}
