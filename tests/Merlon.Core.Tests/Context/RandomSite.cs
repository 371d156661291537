using Merlon.Context.Syntax;

namespace Merlon.Context;

/// <summary>Valid contexts of a world so small that things meet.</summary>
sealed class RandomSite(Random random)
{
    static readonly string[] Outside = ["203.0.113.1", "203.0.113.0/30", "198.51.100.0/24", "2001:db8::7", "10.0.0.2"];
    static readonly string[] Inside = ["192.0.2.1", "192.0.2.2", "192.0.2.8/29", "2001:db8:1::1", "10.0.0.0/30"];
    static readonly string[] Services = ["tcp/80", "udp/53", "icmp", "sctp", "tcp/1000-1001", "udp/0-65535", "gre"];

    public SiteContext Next()
    {
        var text = "block-for: " + One("1h", "90s", "1.5s", "36h") + "\n";
        if (Maybe(2)) text += "internal: [192.0.2.0/24, \"2001:db8:1::/48\", 10.0.0.0/16]\n";
        if (Maybe(2)) text += $"critical: [{Some([.. Inside, .. Outside], 1)}]\n";
        if (Maybe(2)) text += $"admins: [{Some([.. Inside, .. Outside], 2)}]\n";
        text += $"assets:\n- name: {One("web", "\"a \\\"b\\\" \\u202e: #\"", "'true'")}\n";
        text += $"  addresses: [{Some(["192.0.2.1", "192.0.2.8/29", "2001:db8:1::1", "10.0.0.0/30"], 3)}]\n";
        if (Maybe(2)) text += $"  role: {One("iot", "dns-server")}\n  services: [{One("tcp/80", "sctp/0-5")}, icmp]\n";
        var allows = random.Next(3);
        if (allows > 0) text += "allow:\n";
        for (var i = 0; i < allows; i++) text += Allow();

        var read = SiteContextReader.Read(text);
        Assert.True(read.Faults.IsEmpty, $"{string.Join('\n', read.Faults)}\n{text}");
        return read.Context!;
    }

    string Allow()
    {
        var isV6 = Maybe(4);
        var allow = $"- from: [{Some([.. Outside.Where(OfFamily), .. Inside.Where(OfFamily)], 2)}]\n";
        if (Maybe(2)) allow += $"  to: [{Some([.. Inside.Where(OfFamily)], 2)}]\n";
        if (Maybe(2)) allow += $"  services: [{One(Services.Where(service => service != "sctp").ToArray())}]\n";
        if (Maybe(2)) allow += $"  reason: {One("known", "\"it's \\\\ so\"")}\n";
        return allow;

        bool OfFamily(string prefix) => prefix.Contains(':', StringComparison.Ordinal) == isV6;
    }

    string Some(string[] of, int most) => string.Join(", ",
        Enumerable.Range(0, 1 + random.Next(most)).Select(_ => $"\"{One(of)}\"").Distinct());

    bool Maybe(int of) => random.Next(of) == 0;

    T One<T>(params T[] of) => of[random.Next(of.Length)];
}
