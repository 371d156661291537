using System.Collections.Frozen;

namespace Merlon.Language;

/// <summary>The shape of a window in words by which texts are found; they are Merlon's own.</summary>
public static class ShapeWords
{
    const double Many = 3;   // eight or more

    static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["tcp/21"] = "ftp",
        ["tcp/22"] = "ssh login passwords",
        ["tcp/23"] = "telnet",
        ["tcp/25"] = "mail smtp",
        ["tcp/53"] = "dns",
        ["udp/53"] = "dns",
        ["tcp/80"] = "web server http",
        ["tcp/443"] = "web server https",
        ["tcp/445"] = "smb file shares",
        ["udp/123"] = "ntp amplify",
        ["udp/1900"] = "ssdp amplify",
        ["udp/11211"] = "memcached amplify",
        ["tcp/1433"] = "database",
        ["tcp/3306"] = "database",
        ["tcp/5432"] = "database",
        ["tcp/3389"] = "remote desktops",
        ["tcp/5900"] = "remote desktops vnc",
    }.ToFrozenDictionary();

    /// <summary>As in <c>many sources one host one port tcp 22 ssh login passwords</c>.</summary>
    public static string Of(WindowShape shape) => string.Join(' ', [
        $"{Count(shape.Sources)} sources", shape.Destinations < 1 ? "one host" : "many hosts",
        shape.Services < 1 ? "one port" : "many ports", .. Deeds(shape), .. shape.Protocols.Keys,
        .. shape.Busiest.Where(one => one.Value > 0.1).SelectMany(one => WordsOf(one.Key)),
        .. shape.Roles.Keys.Where(role => role != WindowShape.NoRole),
    ]);

    static string Count(double logarithm) => logarithm < 1 ? "one" : logarithm < Many ? "few" : "many";

    static IEnumerable<string> Deeds(WindowShape shape)
    {
        if (shape.Destinations >= Many) yield return "scan";
        if (shape.Services >= Many) yield return "vertical scan closed ports";
        if (shape is { Destinations: < 1, Services: < 1 }) yield return shape.Sources < Many ? "guess" : "flood";
    }

    static IEnumerable<string> WordsOf(string service) =>
        Names.TryGetValue(service, out var words) ? [service.Replace('/', ' '), words] : [service.Replace('/', ' ')];
}
