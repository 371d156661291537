using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary>Fields of a packet as the command line gives them: <c>src=192.0.2.1 dport=22</c>.</summary>
sealed class GivenFields
{
    readonly List<(string Name, string Text)> _fields;

    GivenFields(IpFamily family, List<(string Name, string Text)> fields)
    {
        _fields = fields;
        Ordinary = PacketFields.Ordinary(family);
    }

    /// <summary>A packet where nothing is said.</summary>
    public Packet Ordinary { get; }

    public IEnumerable<string> Names => _fields.Select(given => given.Name);

    /// <summary>The family of the first address; null when none is given.</summary>
    public static IpFamily? FamilyOf(string[] words)
    {
        foreach (var word in words)
        {
            if (word.Split('=', 2) is [var name, var text] && IsAddress(name) && Ip.TryParse(text, out _))
                return text.Contains(':', StringComparison.Ordinal) ? IpFamily.V6 : IpFamily.V4;
        }

        return null;

        static bool IsAddress(string name) => name.ToLowerInvariant() is "src" or "dst";
    }

    /// <param name="problem">Of the first field that makes no sense.</param>
    /// <returns>Null when there is a <paramref name="problem"/>.</returns>
    public static GivenFields? Read(string[] words, IpFamily family, out Problem problem)
    {
        var given = new GivenFields(family, []);
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var (name, text) = equals < 0 ? (word, "") : (word[..equals], word[(equals + 1)..]);
            var packet = given.Ordinary;
            if (!PacketFields.TrySet(ref packet, name, text, out problem)) return null;
            if (given.Say(name))
            {
                problem = PacketFields.SaidTwice(name);
                return null;
            }

            given._fields.Add((name, text));
        }

        problem = default;
        return given;
    }

    public bool Say(string field) =>
        _fields.Exists(given => given.Name.Equals(field, StringComparison.OrdinalIgnoreCase));

    /// <summary>The packet, with these fields as they are given.</summary>
    public Packet On(Packet packet)
    {
        foreach (var (name, text) in _fields) PacketFields.TrySet(ref packet, name, text, out _);
        return packet;
    }
}
