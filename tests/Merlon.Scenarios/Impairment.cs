namespace Merlon.Scenarios;

/// <summary>What is wrong with the logs of a scenario, besides what makes an abstention right.</summary>
public enum Impairment
{
    MissingColumns,
    LostLines,

    /// <summary>Two logs, of which one's clock is off.</summary>
    ClockSkew,
}
