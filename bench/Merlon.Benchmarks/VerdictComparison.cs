using System.Globalization;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Rules.Meaning;
using Merlon.Rules.Sets;
using Merlon.Rules.Syntax;

namespace Merlon.Benchmarks;

/// <summary>
/// Verdicts on a large real policy: taken from rule to rule, and compiled, on the same packets in the same run; and
/// how long it takes to compile, to compare the policy with itself, and to lint it.
/// </summary>
static class VerdictComparison
{
    const int Packets = 10_000;

    public static int Run()
    {
        if (Inputs.Shared("data/firewall/rulesets/tum-2013-2807-rules.iptables-save") is not { } file)
        {
            Console.Error.WriteLine("needs ../shared/data/firewall/rulesets");
            return 4;
        }

        var text = File.ReadAllText(file);
        Console.WriteLine("| policy | what | per verdict, ns | allocated, bytes | ms |");
        Console.WriteLine("| --- | --- | --: | --: | --: |");
        Rows("as it stands (lines with masked hardware addresses left out)", text);
        Rows("with hardware addresses", WithHardwareAddresses(text));
        return 0;
    }

    static void Rows(string policy, string text)
    {
        var table = RuleSetReader.Read(text, IpFamily.V4).Rules.TableNamed("filter")!;
        var walk = new PacketWalk(table);
        var compiled = new CompiledPolicy(IpFamily.V4, table, Hook.Forward);
        var packets = PacketsFor(table);
        foreach (var packet in packets)
        {
            var (walked, found) = (walk.Decide(packet, Hook.Forward), compiled.Decide(packet));
            if (walked != found) throw new InvalidDataException($"{walked} rule by rule, {found} compiled");
        }

        Verdicts(policy, "rule by rule", packets, packet => walk.Decide(packet, Hook.Forward));
        Verdicts(policy, "compiled", packets, packet => compiled.Decide(packet));
        Time(policy, "read", () => RuleSetReader.Read(text, IpFamily.V4));
        Time(policy, "compile FORWARD", () => _ = new CompiledPolicy(IpFamily.V4, table, Hook.Forward));
        Time(policy, "compare FORWARD with itself", () => _ = PolicyDiff.Of(IpFamily.V4, table, table, Hook.Forward));
        Time(policy, "lint", () => Rules.Lint.Linter.Lint(IpFamily.V4, table));
    }

    static void Verdicts(string policy, string what, Packet[] packets, Func<Packet, Verdicts> decide)
    {
        var best = Best.Of(11, () =>
        {
            foreach (var packet in packets) decide(packet);
        });
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var packet in packets) decide(packet);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / packets.Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {policy} | {what} | {best.Median * 1e6 / packets.Length:0} | {bytes} | |"));
    }

    static void Time(string policy, string what, Action action)
    {
        var best = Best.Of(5, action, warmUps: 3);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {policy} | {what} | | | {best.Median:0} |"));
    }

    // Packets between addresses of the policy, and a few of others, so that they walk far.
    static Packet[] PacketsFor(Table table)
    {
        var random = new Random(1);
        var rules = table.Chains.SelectMany(chain => chain.Rules).ToList();
        var addresses = rules.SelectMany(rule => (Negatable<AddressMask>?[])[rule.Source, rule.Destination])
            .Where(address => address is not null).Select(address => address!.Value.Value).ToList();
        var interfaces = rules.Select(rule => rule.InInterface?.Value ?? rule.OutInterface?.Value)
            .OfType<string>().Where(name => !name.EndsWith('+')).Append("eth9").Distinct().ToList();
        ushort[] ports = [22, 25, 53, 80, 443, 993, 8080, 50_000];
        var packets = new Packet[Packets];
        for (var i = 0; i < packets.Length; i++)
        {
            packets[i] = PacketFields.Ordinary(IpFamily.V4) with
            {
                Source = Address(),
                Destination = Address(),
                Protocol = random.Next(4) == 0 ? IpProtocol.Udp : IpProtocol.Tcp,
                DestinationPort = ports[random.Next(ports.Length)],
                InInterface = interfaces[random.Next(interfaces.Count)],
                OutInterface = interfaces[random.Next(interfaces.Count)],
                State = random.Next(4) == 0 ? ConnectionState.Established : ConnectionState.New,
            };
        }

        return packets;

        UInt128 Address()
        {
            var block = addresses[random.Next(addresses.Count)];
            return block.Bits | ((uint)random.Next() & ~(uint)block.Mask);
        }
    }

    // The dump has XX for their octets: each gets one of its own.
    static string WithHardwareAddresses(string text)
    {
        var parts = text.Split("XX:XX:XX:XX:XX:XX");
        return string.Concat(parts.Select((part, i) => i == 0 ? part : $"02:00:00:00:{i >> 8:x2}:{i & 255:x2}{part}"));
    }
}
