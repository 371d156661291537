using System.Globalization;
using System.Text.Json;
using Merlon.Net;
using Merlon.Rules.Guards;

namespace Merlon.Host.Firewall;

/// <summary>Looks at the host for what it must not cut itself off from.</summary>
public static class SurroundingsReader
{
    // The second is what stands behind systemd-resolved's stub.
    static readonly string[] ResolverFiles = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];

    /// <exception cref="FirewallException">It cannot be told.</exception>
    public static Surroundings Read() => new()
    {
        Own = [.. Own()],
        Gateways = [.. Gateways("-4").Concat(Gateways("-6")).Distinct()],
        Resolvers = [.. ResolverFiles.SelectMany(file => Resolvers(TextOf(file))).Distinct()],
        Sessions = [.. Sessions().Distinct()],
    };

    static IEnumerable<OwnAddress> Own() =>
        from device in Ip("-j", "address")
        from address in Array(device, "addr_info")
        where TryRead(address, "local", out _)
        let name = device.GetProperty("ifname").GetString()!
        select new OwnAddress(Read(address, "local"), name == "lo" ? "+" : name);   // one on lo is met at any

    static IEnumerable<Ip> Gateways(string family) =>
        from route in Ip("-j", family, "route", "show", "table", "all", "default")
        from hop in Array(route, "nexthops").Prepend(route)
        from at in new[] { (hop, "gateway"), (hop.TryGetProperty("via", out var via) ? via : hop, "host") }
        where TryRead(at.Item1, at.Item2, out _)
        select Read(at.Item1, at.Item2);

    static List<JsonElement> Ip(params string[] arguments)
    {
        try
        {
            var text = Tool.Run("ip", arguments).Trim();
            return text == "" ? [] : [.. JsonDocument.Parse(text).RootElement.EnumerateArray()];
        }
        catch (JsonException)
        {
            throw new FirewallException($"ip {string.Join(' ', arguments)} did not answer in JSON");
        }
    }

    static List<JsonElement> Array(JsonElement of, string name) =>
        of.TryGetProperty(name, out var array) ? [.. array.EnumerateArray()] : [];

    static bool TryRead(JsonElement of, string name, out Ip ip)
    {
        ip = default;
        return of.TryGetProperty(name, out var text) && Net.Ip.TryParse(text.GetString(), out ip);
    }

    static Ip Read(JsonElement of, string name) => TryRead(of, name, out var ip) ? ip : default;

    // nameserver ADDRESS, maybe with a zone (resolv.conf(5))
    static IEnumerable<Ip> Resolvers(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", var address, ..] && Net.Ip.TryParse(address.Split('%')[0], out var ip))
                yield return ip;
        }
    }

    // sudo takes the variables away, so that those of the processes above count too.
    static IEnumerable<SshSession> Sessions()
    {
        for (var process = Environment.ProcessId; process > 0; process = ParentOf(process))
        {
            foreach (var variable in TextOf($"/proc/{process}/environ").Split('\0'))
            {
                // SSH_CONNECTION=peer port server port; SSH_CLIENT=peer port port (ssh(1))
                var words = variable.Split('=', ' ');
                if (words[0] is "SSH_CONNECTION" or "SSH_CLIENT" && words.Length >= 4
                    && Net.Ip.TryParse(words[1].Split('%')[0], out var peer)
                    && ushort.TryParse(words[^1], CultureInfo.InvariantCulture, out var port))
                    yield return new(peer, port);
            }
        }
    }

    static int ParentOf(int process)
    {
        var line = TextOf($"/proc/{process}/status").Split('\n')
            .FirstOrDefault(line => line.StartsWith("PPid:", StringComparison.Ordinal));
        return int.TryParse(line?[5..], CultureInfo.InvariantCulture, out var parent) ? parent : 0;
    }

    static string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";   // there is none, or it belongs to another user
        }
    }
}
