using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Merlon.Net;
using Merlon.Rules;
using Merlon.Synthesis;

namespace Merlon.Language;

/// <summary>
/// The form of an answer with rules: lines of iptables that speak of nothing but the addresses, networks and services
/// of the alerts, so that a model that is held to it cannot write a rule that makes no sense.
/// </summary>
public sealed class RuleForm
{
    /// <summary>Rules of one answer.</summary>
    public const int MostRules = 8;

    const int MostAddresses = 24, MostServices = 16, MostQuestions = 3;

    static readonly IpProtocol[] WithPorts = [IpProtocol.Tcp, IpProtocol.Udp];

    readonly Hook _hook;
    readonly List<FamilyWords> _families;

    RuleForm(Hook hook, List<FamilyWords> families) => (_hook, _families) = (hook, families);

    /// <param name="ways">One or more; what occurs most is kept.</param>
    public static RuleForm Of(IReadOnlyList<AlertedWay> ways, Hook hook) => new(hook,
        [.. ways.GroupBy(way => way.Key.SourceIp.Family).OrderBy(group => group.Key).Select(FamilyWords.Of)]);

    /// <param name="mayAsk">Whether questions may stand in place of rules.</param>
    public AnswerForm Answer(bool mayAsk) => new(Grammar(mayAsk), Schema(mayAsk))
    {
        Readdressed = told => new RuleForm(_hook, [.. _families.Select(family => family with
        {
            Sources = [.. family.Sources.Select(told)],
            Destinations = [.. family.Destinations.Select(told)],
        })]).Answer(mayAsk),
    };

    string Grammar(bool mayAsk)
    {
        var text = new StringBuilder();
        var rules = $"rule{{1,{MostRules}}}";
        Line("root", mayAsk ? $"ask{{1,{MostQuestions}}} | {rules}" : rules);
        Line("rule", string.Join(" | ", _families.Select(family => $"rule{family.Digit}")));
        foreach (var family in _families)
        {
            var digit = family.Digit;
            Line($"rule{digit}", $"{Quoted($"-A {_hook.ChainName}")} match{digit} {Quoted(" -j DROP")} \"\\n\"");
            Line($"match{digit}",
                $"({Quoted(" -s ")} source{digit})? ({Quoted(" -d ")} destination{digit})? service{digit}");
            Line($"source{digit}", Choice(family.Sources));
            Line($"destination{digit}", Choice(family.Destinations));
            Line($"service{digit}", Choice(family.Services));
        }

        if (!mayAsk) return text.ToString();

        Line("ask", $"{Quoted("ASK ")} (top | share | verdict | {Quoted(WindowInquiry.Difference)}) \"\\n\"");
        Line("top", $"{Quoted(WindowInquiry.Top + " ")} {Choice(WindowInquiry.Kinds)}");
        Line("share", $"{Quoted(WindowInquiry.Share)} ({Options("match")})");
        Line("verdict", $"{Quoted(WindowInquiry.Verdict + " ")} ({Options("packet")})");
        foreach (var family in _families)
        {
            Line($"packet{family.Digit}",
                $"{Choice(family.Sources.Where(IsHost))} \" \" {Choice(family.Destinations.Where(IsHost))} \" \" "
                    + Choice(family.Asked));
        }

        return text.ToString();

        void Line(string name, string meaning) => text.Append(name).Append(" ::= ").Append(meaning).Append('\n');

        string Options(string name) => string.Join(" | ", _families.Select(family => $"{name}{family.Digit}"));
    }

    string Schema(bool mayAsk)
    {
        var rules = new JsonObject
        {
            ["type"] = "array",
            ["minItems"] = mayAsk ? 0 : 1,
            ["maxItems"] = MostRules,
            ["items"] = new JsonObject { ["type"] = "string", ["pattern"] = Pattern() },
        };
        var properties = new JsonObject { ["rules"] = rules };
        if (mayAsk)
        {
            properties["ask"] = new JsonObject
            {
                ["type"] = "array",
                ["maxItems"] = MostQuestions,
                ["items"] = new JsonObject { ["type"] = "string", ["maxLength"] = WindowInquiry.LongestQuestion },
            };
        }

        JsonArray required = [.. properties.Select(property => (JsonNode)property.Key)];
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = false,
        }.ToJsonString();
    }

    string Pattern() => "^(" + string.Join('|', _families.Select(family =>
        $"-A {_hook.ChainName}( -s ({Either(family.Sources)}))?( -d ({Either(family.Destinations)}))?"
            + $"({Either(family.Services)}) -j DROP")) + ")$";

    static string Either(IEnumerable<string> words) =>
        string.Join('|', words.Select(word => word.Replace(".", "\\.", StringComparison.Ordinal)));

    static string Choice(IEnumerable<string> words) => "(" + string.Join(" | ", words.Select(Quoted)) + ")";

    static bool IsHost(string block) => !block.Contains('/');

    // As JSON quotes, so does GBNF.
    static string Quoted(string word) => JsonSerializer.Serialize(word);

    /// <param name="Services">Options of a rule, each with a blank before it.</param>
    /// <param name="Asked">The same services as a question names them.</param>
    sealed record FamilyWords(
        string Digit, IReadOnlyList<string> Sources, IReadOnlyList<string> Destinations,
        IReadOnlyList<string> Services, IReadOnlyList<string> Asked)
    {
        public static FamilyWords Of(IGrouping<IpFamily, AlertedWay> ways)
        {
            var services = Frequent(ways.Select(way => (way.Key.Protocol, way.Key.DestinationPort, way.Alerts)))
                .Where(service => service.Protocol.IsNumbered).DefaultIfEmpty((IpProtocol.Tcp, (ushort)0)).ToList();
            return new(
                ways.Key is IpFamily.V4 ? "4" : "6",
                Blocks(ways.Select(way => (way.Key.SourceIp, way.Alerts))),
                Blocks(ways.Select(way => (way.Key.DestinationIp, way.Alerts))),
                [.. services.Select(service => Option(service.Protocol, service.Port)).Distinct()],
                [.. services.Select(service => $"{service.Protocol.Name} {service.Port ?? 0}").Distinct()]);
        }

        static string Option(IpProtocol protocol, ushort? port) =>
            WithPorts.Contains(protocol) && port is not null
                ? $" -p {protocol.Name} --dport {port}"
                : $" -p {protocol.Name}";

        static IEnumerable<(IpProtocol Protocol, ushort? Port)> Frequent(
            IEnumerable<(IpProtocol Protocol, ushort? Port, long Alerts)> services) =>
            services.GroupBy(one => (one.Protocol, one.Port))
                .OrderByDescending(group => group.Sum(one => one.Alerts)).Take(MostServices).Select(group => group.Key);

        // Those with the most alerts, and the networks of several.
        static IReadOnlyList<string> Blocks(IEnumerable<(Ip Address, long Alerts)> addresses)
        {
            var counted = addresses.GroupBy(one => one.Address, one => one.Alerts)
                .Select(group => (Address: group.Key, Alerts: group.Sum())).ToList();
            var networks = counted.GroupBy(one => NetworkOf(one.Address)).Where(group => group.Count() > 1)
                .OrderByDescending(group => group.Count()).Take(MostAddresses / 2).Select(group => $"{group.Key}");
            var hosts = counted.OrderByDescending(one => one.Alerts).Take(MostAddresses)
                .Select(one => $"{one.Address}");
            return [.. networks.Concat(hosts).Take(MostAddresses)];
        }

        static IpPrefix NetworkOf(Ip address) => IpPrefix.Around(address, Atom.Network.BlockOf(address).Length);
    }
}
