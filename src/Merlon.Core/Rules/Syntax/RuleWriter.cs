using System.Text;

namespace Merlon.Rules.Syntax;

/// <summary>Rules as iptables-save writes them.</summary>
public static class RuleWriter
{
    /// <summary>One rule as a line, without its counters.</summary>
    public static string Print(Rule rule, string chain)
    {
        var line = new StringBuilder($"-A {chain}");
        Append(line, "-s", rule.Source);
        Append(line, "-d", rule.Destination);
        Append(line, "-i", rule.InInterface, pattern => pattern is "+");
        Append(line, "-o", rule.OutInterface, pattern => pattern is "+");
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
        Target.Jump(var chain) => $" -j {chain}",
        Target.Goto(var chain) => $" -g {chain}",
        Target.Extension(var use, _) => $" -j {Print(use)}",
        _ => "",
    };

    static void Append<T>(StringBuilder line, string option, Negatable<T>? given, Func<T, bool>? isSilent = null)
    {
        if (given is not { } value || (!value.IsNegated && isSilent?.Invoke(value.Value) == true)) return;
        line.Append(value.IsNegated ? " ! " : " ").Append(option).Append(' ').Append(value.Value);
    }
}
