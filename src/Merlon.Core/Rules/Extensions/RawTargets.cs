using Merlon.Net;
using Merlon.Rules.Syntax;

namespace Merlon.Rules.Extensions;

/// <summary>What is said of a packet before conntrack sees it.</summary>
static class RawTargets
{
    public static IEnumerable<TargetExtension> All => [Track(), Untracked(), Trace()];

    static TargetExtension Track() => new(
        "CT",
        new Option<bool>("--notrack", Values.Flag),
        new Option<string>("--helper", Values.Text(15, least: 1)) { Excludes = ["--timeout"] },
        new Option<string>("--timeout", Values.Text(31, least: 1)),
        new Option<uint>("--ctevents", Values.SomeOf(
            "new", "related", "destroy", "reply", "assured", "protoinfo", "helper", "mark", "natseqinfo", "secmark")),
        new Option<uint>("--expevents", Values.SomeOf("new")),
        Zone("--zone-orig"),
        Zone("--zone-reply"),
        Zone("--zone"))
    {
        Tables = ["raw"],

        // What is not tracked is of another state to the rules behind.
        Effect = given => given.Has("--notrack") ? new Effect.Unknown() : Effect.None,
    };

    static Option<string> Zone(string name) => new(name, new WordSyntax<string>(
        (string text, IpFamily family, out string value, out Problem problem) =>
        {
            problem = default;
            value = text;
            if (text is "mark") return true;
            var isNumber = Values.Number(0, ushort.MaxValue).TryReadWord(text, family, out var zone, out problem);
            value = $"{zone}";
            return isNumber;
        },
        value => value))
    { IsSilent = zone => zone is "0" };

    static TargetExtension Untracked() => new("NOTRACK") { Tables = ["raw"], Effect = _ => new Effect.Unknown() };

    static TargetExtension Trace() => new("TRACE");
}
