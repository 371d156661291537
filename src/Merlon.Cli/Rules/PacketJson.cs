using System.Text.Json;
using Merlon.Rules;
using Merlon.Rules.Syntax;

namespace Merlon.Cli;

/// <summary>A packet as one JSON object: <c>{"src":"192.0.2.1","proto":"tcp","dport":22}</c>.</summary>
static class PacketJson
{
    /// <param name="packet">Begins as <paramref name="ordinary"/>, with the fields that the line sets.</param>
    /// <param name="wrong">What is wrong with the line, in words.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, Packet ordinary, out Packet packet, out string wrong)
    {
        (packet, wrong) = (ordinary, "");
        try
        {
            using var document = JsonDocument.Parse(line.ToArray());
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                wrong = "not a JSON object; expected {\"src\":\"192.0.2.1\", ...}";
                return false;
            }

            var names = new List<string>();
            foreach (var field in document.RootElement.EnumerateObject())
            {
                var text = field.Value.ValueKind is JsonValueKind.String
                    ? field.Value.GetString()!
                    : field.Value.GetRawText();
                if (!PacketFields.TrySet(ref packet, field.Name, text, out var problem))
                    return Fails(problem, out wrong);
                if (names.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
                    return Fails(PacketFields.SaidTwice(field.Name), out wrong);
                names.Add(field.Name);
            }

            return PacketFields.Misfit(packet, names) is not { } misfit || Fails(misfit, out wrong);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            wrong = "not JSON; expected one object a line";
            return false;
        }
    }

    static bool Fails(Problem problem, out string wrong)
    {
        wrong = $"{problem.Message}; expected {problem.Expected}";
        return false;
    }
}
