using System.Collections.Frozen;

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

    public static IEnumerable<string> LongNames => Letters.Keys;

    public static char Letter(string longName) => Letters[longName];

    public static bool IsKnown(char letter) => letter != '0' && Letters.Values.Contains(letter);

    public static bool TakesValue(char letter) => letter is not ('f' or '4' or '6' or 'n' or 'v' or 'x' or 'h' or 'V');

    /// <summary>Whether its value may be attached to it; iptables 1.8.9 does not find that of the others.</summary>
    public static bool TakesAttached(char letter) => letter is 'A' or 'I' or 'c' or 'g' or 'm' or 'M';

    public static bool IsNegatable(char letter) => letter is 's' or 'd' or 'i' or 'o' or 'p' or 'f' or '4' or '6';

    /// <summary>Whether two names stand for one option, so that a beginning of both is no riddle.</summary>
    public static bool AreSame(
        (string Name, Loaded? In, Option? Option) one, (string Name, Loaded? In, Option? Option) other) =>
        one.Option is null && other.Option is null
            ? Letters[one.Name] == Letters[other.Name]
            : one.Option == other.Option;
}
