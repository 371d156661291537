using System.Globalization;
using System.Text;
using Merlon.Net;
using Merlon.RootCause.Logs;
using Merlon.Rules;

namespace Merlon.RootCause.Policies;

/// <summary>One rule of a policy's table, as the lines of iptables that mean it.</summary>
sealed class PolicyRow
{
    const int MostPlaces = 15;   // of one multiport; a range takes two

    static readonly char[] Between = [',', ';', '\n'];

    readonly string[] _sources, _destinations, _protocols;
    readonly List<string> _ports, _sourcePorts;
    readonly string _target;
    readonly bool _isOff;
    readonly Endpoint? _forwardTo;
    readonly SourceLimit? _limit;

    public PolicyRow(PolicyColumns columns, List<string> cells)
    {
        Name = columns.Cell(cells, PolicyColumn.Name);
        Comment = columns.Cell(cells, PolicyColumn.Comment);
        _limit = LimitOf(columns.HasMore(cells) ? cells[^1] : Comment);
        _isOff = columns.Cell(cells, PolicyColumn.Enabled)?.ToLowerInvariant()
            is "no" or "false" or "0" or "off" or "disabled" or "inactive";
        _sources = Ends(columns.Cell(cells, PolicyColumn.Source), "source");
        _destinations = Ends(columns.Cell(cells, PolicyColumn.Destination), "destination");
        _ports = Ports(columns.Cell(cells, PolicyColumn.Ports));
        _sourcePorts = Ports(columns.Cell(cells, PolicyColumn.SourcePorts));
        _protocols = Protocols(
            columns.Cell(cells, PolicyColumn.Protocol) ?? ProtocolIn(columns.Cell(cells, PolicyColumn.Ports)));
        var action = columns.Cell(cells, PolicyColumn.Action);
        _forwardTo = ForwardOf(action);
        _target = _forwardTo is { } inner ? $"DNAT --to-destination {inner}" : Target(action);
    }

    public string? Name { get; }

    public string? Comment { get; }

    /// <summary>It leads what it matches to another address, and lets it in there.</summary>
    public bool IsForward => _forwardTo is not null;

    /// <summary>It takes whatever no row above it does.</summary>
    public bool IsDefault => !IsForward && !_isOff && _ports.Count == 0 && _sourcePorts.Count == 0
        && _protocols is [""] && _sources is ["" or "4" or "6"] && _destinations is ["" or "4" or "6"];

    /// <summary>What cannot be made sense of, and what was expected; null where all can.</summary>
    public (string Message, string Expected)? WhyNot { get; private set; }

    /// <summary>The rule, as <c>-A CHAIN ...</c>; none where it is off, or about another family.</summary>
    public IEnumerable<string> LinesIn(IpFamily family, string chain) =>
        from source in _isOff ? [] : _sources
        from destination in _destinations
        where IsIn(source, family) && IsIn(destination, family)
            && (_forwardTo is not { } inner || inner.Ip.Family == family)
        from protocol in _protocols
        from match in Matches(NameIn(protocol, family))
        select $"-A {chain}{Address("-s", "src", source)}{Address("-d", "dst", destination)}{match}{Limit(
        chain)} -j {_target}";

    // A table has no other place for it than its comment: "limit 30/hour per source".
    static SourceLimit? LimitOf(string? comment) =>
        comment?.Split(' ') is ["limit", var rate, "per", ['s', 'o', 'u', 'r', 'c', 'e', ..], ..]
            ? SourceLimit.Of(rate) : null;

    string Limit(string chain) => _limit is null ? "" : $" -m hashlimit --hashlimit-upto {_limit}"
        + $" --hashlimit-burst {_limit.Count} --hashlimit-mode srcip --hashlimit-name {chain}-{Name}";

    static string Address(string option, string side, string end) => end switch
    {
        "" or "4" or "6" => "",
        _ when end.Contains('-', StringComparison.Ordinal) => $" -m iprange --{side}-range {end}",
        _ => $" {option} {end}",
    };

    static bool IsIn(string end, IpFamily family) => end switch
    {
        "" => true,
        "4" or "6" => end is "4" == family is IpFamily.V4,
        _ => end.Contains(':', StringComparison.Ordinal) == family is IpFamily.V6,
    };

    static string NameIn(string protocol, IpFamily family) => protocol switch
    {
        "icmp" or "icmpv6" or "ipv6-icmp" => family is IpFamily.V4 ? "icmp" : "ipv6-icmp",
        _ => protocol,
    };

    IEnumerable<string> Matches(string protocol)
    {
        if (protocol.Length == 0) return [""];
        if (_ports.Count == 0 && _sourcePorts.Count == 0) return [$" -p {protocol}"];

        return from sourcePorts in Options("--sports", _sourcePorts)
               from ports in Options("--dports", _ports)
               select $" -p {protocol}{sourcePorts}{ports}";
    }

    static IEnumerable<string> Options(string name, List<string> ports)
    {
        if (ports.Count == 0) yield return "";
        for (var taken = 0; taken < ports.Count;)
        {
            var (places, first) = (0, taken);
            while (taken < ports.Count && (places += ports[taken].Contains(':', StringComparison.Ordinal) ? 2 : 1)
                <= MostPlaces) taken++;
            yield return $" -m multiport {name} {string.Join(',', ports[first..taken])}";
        }
    }

    // Each an address, a prefix or a range; "" for any, "4" and "6" for any of a family.
    string[] Ends(string? cell, string side)
    {
        if (cell is null) return [""];

        var ends = cell.Split(Between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(EndOf).ToArray();
        if (ends.Length == 0 || ends.Contains(null))
            WhyNot ??= ($"the {side} \"{Shown(cell)}\"", "addresses, prefixes, ranges of addresses, or Any");
        return [.. ends.OfType<string>()];
    }

    static string? EndOf(string end)
    {
        if (end.ToLowerInvariant() is "any" or "all" or "*" or "anywhere" or "everyone" or "internet") return "";
        if (end is "0.0.0.0/0" or "any4") return "4";
        if (end is "::/0" or "any6") return "6";
        if (Ip.TryParse(end, out var address)) return $"{address}";
        if (IpPrefix.TryParse(end, out var prefix)) return $"{prefix}";

        var dash = end.Split('-', StringSplitOptions.TrimEntries);
        return dash.Length == 2 && Ip.TryParse(dash[0], out var first) && Ip.TryParse(dash[1], out var last)
            && first.IsV4 == last.IsV4 ? $"{first}-{last}" : null;
    }

    List<string> Ports(string? cell)
    {
        var ports = new List<string>();
        foreach (var word in (cell ?? "").Split(Between, StringSplitOptions.TrimEntries))
        {
            if (word.ToLowerInvariant() is "" or "any" or "all" or "*" or "0-65535") continue;
            if (PortsOf(word) is { } read) ports.Add(read);
            else WhyNot ??= ($"the ports \"{Shown(cell!)}\"", "numbers or ranges of them, such as 80,443,8000-8100");
        }

        return ports;
    }

    // 443, 1-65535, 1:1024, tcp/22, HTTPS (443).
    static string? PortsOf(string word)
    {
        if (word.IndexOf('(', StringComparison.Ordinal) is > 0 and var open) word = word[(open + 1)..].TrimEnd(')');
        if (word.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
            word = char.IsAsciiDigit(word[0]) ? word[..slash] : word[(slash + 1)..];
        var ends = word.Split(['-', ':'], StringSplitOptions.TrimEntries);
        return ends.Length is 1 or 2 && Array.TrueForAll(ends, IsPort) ? string.Join(':', ends) : null;
    }

    // Of a service such as tcp/443 or 443/tcp.
    static string? ProtocolIn(string? ports) => (
        ports?.Contains("tcp", StringComparison.OrdinalIgnoreCase), ports?.Contains("udp",
            StringComparison.OrdinalIgnoreCase))
        switch
    {
        (true, false) => "tcp",
        (false, true) => "udp",
        _ => null,
    };

    static bool IsPort(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    // "" for any; ports are those of TCP and UDP then.
    string[] Protocols(string? cell)
    {
        var hasPorts = _ports.Count > 0 || _sourcePorts.Count > 0;
        if (cell?.ToLowerInvariant() is null or "any" or "all" or "*" or "ip" or "ipv4" or "ipv6")
            return hasPorts ? ["tcp", "udp"] : [""];

        var names = cell.ToLowerInvariant()
            .Split(['/', ',', ';', '+', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in names)
        {
            if (!IpProtocolNames.TryParse(Encoding.UTF8.GetBytes(name), out var protocol) || !protocol.IsNumbered)
                WhyNot ??= ($"the protocol \"{Shown(cell)}\"", "names such as TCP, UDP, ICMP, or Any");
        }

        return names;
    }

    // "DNAT 10.0.0.1:22", "forward to 10.0.0.1".
    static Endpoint? ForwardOf(string? cell)
    {
        var words = (cell ?? "").Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || words[0].ToLowerInvariant() is not ("dnat" or "forward" or "redirect" or "nat"))
            return null;
        if (!Endpoints.TrySplit(words[^1], out var address, out var port) || !Ip.TryParse(address, out var ip))
            return null;

        return new(ip, ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : null);
    }

    string Target(string? cell)
    {
        var word = (cell ?? "").Split(' ')[0];
        if (Rulings.Of(word) is not { } ruling)
        {
            WhyNot ??= ($"the action \"{Shown(cell ?? "")}\"", "Allow or Deny");
            return "DROP";
        }

        return ruling is Ruling.Allowed ? "ACCEPT"
            : word.StartsWith("reject", StringComparison.OrdinalIgnoreCase) ? "REJECT" : "DROP";
    }

    static string Shown(string text) => VisibleText.Of(text.Length > 60 ? text[..60] : text);
}
