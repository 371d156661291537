using System.Text;

namespace Merlon.Context.Syntax;

/// <summary>Prints the context of a site as <see cref="SiteContextReader"/> reads it back.</summary>
public static class SiteContextWriter
{
    public static string Print(SiteContext context)
    {
        var text = new StringBuilder();
        List(text, "", "internal", context.Internals);
        if (!context.Assets.IsEmpty) text.Append("assets:\n");
        foreach (var asset in context.Assets)
        {
            text.Append($"  - name: {Quoted(asset.Name.Value)}\n");
            List(text, "    ", "addresses", asset.Addresses);
            text.Append($"    role: {asset.Role.Name}\n");
            List(text, "    ", "services", asset.Services);
        }

        List(text, "", "critical", context.Criticals);
        List(text, "", "admins", context.Admins);
        if (!context.Allows.IsEmpty) text.Append("allow:\n");
        foreach (var allow in context.Allows)
        {
            List(text, "  - ", "from", allow.From);
            List(text, "    ", "to", allow.To);
            List(text, "    ", "services", allow.Services);
            if (allow.Reason is { } reason) text.Append($"    reason: {Quoted(reason)}\n");
        }

        if (context.BlockFor is { } blockFor) text.Append($"block-for: {Durations.Print(blockFor)}\n");
        return text.Length == 0 ? "{}\n" : text.ToString();
    }

    static void List<T>(StringBuilder text, string lead, string key, IReadOnlyList<Placed<T>> values)
    {
        if (values.Count == 0) return;
        text.Append($"{lead}{key}: [{string.Join(", ", values.Select(value => $"\"{value.Value}\""))}]\n");
    }

    static string Quoted(string words)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in words)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c is >= ' ' and <= '~') quoted.Append(c);
            else quoted.Append($"\\u{(int)c:X4}");
        }

        return quoted.Append('"').ToString();
    }
}
