using System.Text;
using Merlon.Net;

namespace Merlon.Rules.Syntax;

/// <summary>Rules as iptables-save writes them.</summary>
public static class RuleWriter
{
    /// <summary>One rule as a line, without its counters.</summary>
    /// <param name="only">The family that the line says it is for; null when it says none.</param>
    public static string Print(Rule rule, string chain, IpFamily? only = null)
    {
        var line = new StringBuilder($"-A {Words.Whole(chain)}");
        if (only is { } family) line.Append(family is IpFamily.V4 ? " -4" : " -6");
        Append(line, "-s", rule.Source);
        Append(line, "-d", rule.Destination);
        AppendInterface(line, "-i", rule.InInterface);
        AppendInterface(line, "-o", rule.OutInterface);
        if (rule.Protocol is { } protocol)
            line.Append($"{(protocol.IsNegated ? " !" : "")} -p {ProtocolNames.Print(protocol.Value)}");
        if (rule.Fragment is { } isFragment) line.Append(isFragment ? " -f" : " ! -f");
        foreach (var match in rule.Matches) line.Append(" -m ").Append(Print(match.Use));
        return line.Append(Print(rule.Target)).ToString();
    }

    /// <summary>An extension's name and its options.</summary>
    public static string Print(ExtensionUse use)
    {
        var text = new StringBuilder(use.Name);
        foreach (var option in use.Options) text.Append(' ').Append(Print(option));
        return text.ToString();
    }

    /// <summary>An option and its words.</summary>
    public static string Print(OptionUse option) =>
        string.Join(' ', [.. option.IsNegated ? ["!"] : (string[])[], option.Name, .. option.Words]);

    static string Print(Target target) => target switch
    {
        Target.Decide(Verdict.Accept) => " -j ACCEPT",
        Target.Decide => " -j DROP",
        Target.Return => " -j RETURN",
        Target.Jump(var chain) => $" -j {Words.Whole(chain)}",
        Target.Goto(var chain) => $" -g {Words.Whole(chain)}",
        Target.Extension(var use, _) => $" -j {Print(use)}",
        _ => "",
    };

    // Unlike iptables-save, which prints a name with blanks as several words.
    static void AppendInterface(StringBuilder line, string option, Negatable<string>? given)
    {
        if (given is { } pattern && pattern is not ("+", false))
            Append<string>(line, option, pattern with { Value = Words.Whole(pattern.Value) });
    }

    static void Append<T>(StringBuilder line, string option, Negatable<T>? given)
    {
        if (given is not { } value) return;
        line.Append(value.IsNegated ? " ! " : " ").Append(option).Append(' ').Append(value.Value);
    }
}
