namespace Merlon.Host.Models;

/// <summary>How a language model chooses its words, and within which bounds.</summary>
/// <param name="Temperature">0 takes the likeliest token each time.</param>
/// <param name="ContextSize">Tokens of the prompt and the answer together.</param>
/// <param name="NewTokens">Tokens of the answer at most, thinking included.</param>
/// <param name="RepetitionPenalty">1 for none.</param>
public sealed record ModelSettings(
    double Temperature, long Seed, int ContextSize, int NewTokens, double RepetitionPenalty)
{
    public static readonly ModelSettings Standard = new(0, 42, 8_192, 1_024, 1);

    /// <summary>By name, those that published experiments used beside the standard.</summary>
    public static readonly IReadOnlyDictionary<string, ModelSettings> Presets = new Dictionary<string, ModelSettings>
    {
        ["standard"] = Standard,
        ["context-2048"] = Standard with { ContextSize = 2_048 },
        ["greedy-1.2"] = Standard with { RepetitionPenalty = 1.2 },
    };
}
