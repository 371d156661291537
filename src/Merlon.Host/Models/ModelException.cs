namespace Merlon.Host.Models;

/// <summary>A language model cannot be had, or cannot answer what it was asked; in one line.</summary>
public sealed class ModelException(string message, ModelFault fault = ModelFault.Environment) : Exception(message)
{
    public ModelFault Fault { get; } = fault;
}

/// <summary>What has to change before a model can answer.</summary>
public enum ModelFault : byte
{
    /// <summary>The machine: what is not installed, not sound, or does not fit into memory.</summary>
    Environment,

    /// <summary>The file that was given.</summary>
    File,

    /// <summary>What was asked: too long, or in a form that cannot be written.</summary>
    Prompt,
}
