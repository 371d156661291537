using System.Text.Json.Serialization;

namespace Merlon.Detection.Models;

/// <summary>What is stored so that damage is noticed.</summary>
public abstract record StoredRecord
{
    [JsonPropertyOrder(-2)]
    public required string Form { get; init; }

    [JsonPropertyOrder(-1)]
    public required int Version { get; init; }

    /// <summary>SHA-256, in hexadecimal, of all of it with nothing here.</summary>
    [JsonPropertyOrder(1)]
    public required string Checksum { get; init; }
}
