namespace Merlon.Host.Models;

/// <summary>Where a language model runs.</summary>
public enum ModelKind : byte
{
    /// <summary>In this process, out of a file.</summary>
    File,

    Ollama,
    OpenAi,
}

/// <summary>A language model as <c>--model</c> names it.</summary>
/// <param name="Name">As its server knows it, or the path of its file.</param>
public sealed record ModelName(ModelKind Kind, string Name)
{
    public const string Expected = "a GGUF file (model.gguf), ollama:NAME or openai:NAME";

    public static readonly string[] Prefixes = ["ollama:", "openai:"];

    public static bool TryParse(string text, out ModelName name)
    {
        name = text.StartsWith(Prefixes[0], StringComparison.OrdinalIgnoreCase) ? new(ModelKind.Ollama, text[7..])
            : text.StartsWith(Prefixes[1], StringComparison.OrdinalIgnoreCase) ? new(ModelKind.OpenAi, text[7..])
            : new(ModelKind.File, text.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) ? text : "");
        return name.Name.Trim() != "" && name.Name.Length <= 1_024;
    }

    public override string ToString() => Kind switch
    {
        ModelKind.Ollama => $"{Prefixes[0]}{Name}",
        ModelKind.OpenAi => $"{Prefixes[1]}{Name}",
        _ => Name,
    };
}
